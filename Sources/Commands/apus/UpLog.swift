internal import Chain
internal import Synchronization

/// Prints each reading's way as it happens, and keeps the counts.
final class UpLog: Sendable {
    private let origin: ContinuousClock.Instant
    private let journeys = Mutex(ChainJourneys())

    init(origin: ContinuousClock.Instant) {
        self.origin = origin
    }

    /// What the run came to so far.
    var summary: ChainSummary { journeys.withLock { $0.summary } }

    /// Takes in an event and prints its lines, in the order of the events.
    func observe(_ event: ChainEvent) {
        let now = ContinuousClock.now - origin
        journeys.withLock { journeys in
            let lines = journeys.observe(event, at: now)
            if !lines.isEmpty {
                StandardStream.output(lines.map { $0 + "\n" }.joined())
            }
        }
    }
}
