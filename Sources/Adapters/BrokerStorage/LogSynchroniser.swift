import BrokerCore

/// Brings the log to the disk every so often, where commits do not wait for it.
struct LogSynchroniser: ~Copyable {
    private let path: String
    /// Nil where each commit synchronises, or nothing does.
    private let interval: Duration?
    private var file: DiskFile?
    /// When the first commit that is not on the disk has to be.
    private var dueAt: ContinuousClock.Instant?

    /// Of a database.
    init(of database: String, _ durability: Durability) {
        path = database + "-wal"
        if case .interval(let duration) = durability { interval = duration } else { interval = nil }
    }

    /// The log has grown.
    mutating func noteCommit(now: ContinuousClock.Instant) {
        if dueAt == nil, let interval { dueAt = now + interval }
    }

    /// Milliseconds until it is due; nil when it is not.
    func pause(now: ContinuousClock.Instant) -> Int? {
        dueAt.map { max(0, ($0 - now).milliseconds + 1) }
    }

    /// Waits for the disk when it is time. A checkpoint since then has synchronised both files
    /// itself.
    mutating func synchroniseIfDue(now: ContinuousClock.Instant) throws(SQLiteFault) {
        guard let dueAt, now >= dueAt else { return }
        try synchronise()
    }

    /// Waits for the disk a last time; false when it failed.
    mutating func finish() -> Bool {
        defer { close() }
        if dueAt == nil { return true }
        do throws(SQLiteFault) {
            try synchronise()
        } catch {
            return false
        }
        return true
    }

    private mutating func synchronise() throws(SQLiteFault) {
        do throws(SystemError) {
            if file == nil { file = try DiskFile(path, mode: nil) }
            try file?.synchronize()
        } catch {
            throw SQLiteFault(
                code: Self.failedSynchronisation, systemCode: error.code,
                text: "the log cannot be synchronised")
        }
        dueAt = nil
    }

    /// The file goes; another connection may make another one.
    mutating func close() {
        file = nil
        dueAt = nil
    }

    /// SQLITE_IOERR_FSYNC.
    private static let failedSynchronisation: Int32 = 1_034
}
