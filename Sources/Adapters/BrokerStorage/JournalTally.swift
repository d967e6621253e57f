/// What the journal knows of its file without asking it. A transaction that fails takes it back.
struct JournalTally: Equatable {
    /// How far ahead of the highest number the next start counts on, so that the file need not
    /// hear of every single one.
    private static let stride: UInt64 = 1 << 20
    /// More than any broker gives in its life.
    private static let unreached: UInt64 = 1 << 40

    /// Rows of messages.
    var messageCount = 0
    /// Entries in all rows of the acknowledgement log.
    var acknowledgementCount = 0
    /// The number of its last row.
    var lastAcknowledgementRow: Int64 = 0
    private(set) var highestSession: UInt64 = 0
    private(set) var highestMessage: UInt64 = 0
    /// What the file says.
    private(set) var reservedSession: UInt64 = 0
    private(set) var reservedMessage: UInt64 = 0

    /// A session has that number.
    mutating func note(session: UInt64) { highestSession = max(highestSession, session) }

    /// A message has that number.
    mutating func note(message: UInt64) { highestMessage = max(highestMessage, message) }

    /// The file says that numbers up to these were given.
    mutating func found(session: UInt64, message: UInt64) {
        reservedSession = session
        reservedMessage = message
        note(session: session)
        note(message: message)
    }

    /// The file no longer says which numbers were given: goes beyond all that may have been.
    mutating func leap() {
        found(session: highestSession + Self.unreached, message: highestMessage + Self.unreached)
    }

    /// Moves the reservations ahead when a number is beyond them; whether the file must hear of it.
    mutating func reserve() -> Bool {
        if highestSession <= reservedSession, highestMessage <= reservedMessage { return false }
        if highestSession > reservedSession { reservedSession = highestSession + Self.stride }
        if highestMessage > reservedMessage { reservedMessage = highestMessage + Self.stride }
        return true
    }

    /// The file could not be told of the reservations: the next commit has to.
    mutating func reserveAnew() {
        reservedSession = 0
        reservedMessage = 0
    }

    /// Takes the reservations back to the highest numbers, as nothing follows.
    mutating func release() {
        reservedSession = highestSession
        reservedMessage = highestMessage
    }

    /// Whether the acknowledgement log has become much longer than what it speaks of.
    var isLogTooLong: Bool { acknowledgementCount > messageCount / 2 + 20_000 }
}
