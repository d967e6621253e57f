/// Since when nothing is durable, and when that is tried to change.
struct StorageTrouble {
    private static let firstPause = Duration.milliseconds(100)
    private static let longestPause = Duration.seconds(1)
    /// How long commits have to go well where the disk has no room for the reserve.
    private static let probation = Duration.seconds(1)

    let began: ContinuousClock.Instant
    private var pause = Self.firstPause
    /// When the next attempt is due.
    private(set) var attemptAt: ContinuousClock.Instant
    /// Since when commits go well again, while the disk is still too full to call it healed.
    private(set) var goesWellSince: ContinuousClock.Instant?

    /// It begins.
    init(now: ContinuousClock.Instant) {
        began = now
        attemptAt = now + Self.firstPause
    }

    /// An attempt failed: the next one is due later.
    mutating func attemptFailed(now: ContinuousClock.Instant) {
        pause = min(pause * 2, Self.longestPause)
        attemptAt = now + pause
        goesWellSince = nil
    }

    /// Commits go well, but there is no room yet.
    mutating func goesWell(now: ContinuousClock.Instant) {
        if goesWellSince == nil { goesWellSince = now }
        pause = Self.firstPause
        attemptAt = now + pause
    }

    /// Whether commits have gone well long enough.
    func isOverProbation(now: ContinuousClock.Instant) -> Bool {
        goesWellSince.map { now - $0 >= Self.probation } ?? false
    }

    /// Milliseconds since it began.
    func milliseconds(now: ContinuousClock.Instant) -> Int { (now - began).milliseconds }

    /// Milliseconds until the next attempt.
    func pause(now: ContinuousClock.Instant) -> Int { max(0, (attemptAt - now).milliseconds + 1) }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(clamping: seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
