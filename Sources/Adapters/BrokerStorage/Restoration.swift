import BrokerCore
import MQTTSessions

/// What a start gathers, message by message, without keeping any of them.
struct Restoration {
    /// What waits for one session: parallel arrays, 24 bytes per message.
    struct Backlog {
        let home: Int
        var ordinals: [UInt64] = []
        var messages: [PagedMessage] = []
        /// The last message that the client has taken, so that PUBREL is owed; 0 for none.
        var releasedOrdinal: UInt64 = 0
        /// Whether any came by a shared subscription.
        var hasShared = false

        /// Adds a message.
        mutating func append(
            _ message: PagedMessage, _ recipient: RecipientCursor.Place, isReleased: Bool
        ) {
            ordinals.append(recipient.ordinal)
            messages.append(message)
            if isReleased { releasedOrdinal = max(releasedOrdinal, recipient.ordinal) }
            if recipient.isShared { hasShared = true }
        }

        /// Brings both arrays into the order of ordinals, which is mostly the one they are in.
        mutating func sort() {
            let isSorted = zip(ordinals, ordinals.dropFirst()).allSatisfy { $0 <= $1 }
            if isSorted { return }
            let order = ordinals.indices.sorted { ordinals[$0] < ordinals[$1] }
            ordinals = order.map { ordinals[$0] }
            messages = order.map { messages[$0] }
        }

        /// How many, in the order of ordinals, begin in flight: all up to the last that was
        /// released, and of what may have been sent as many as a window takes.
        func inFlightCount(_ presence: SessionRecord.Presence, _ bounds: InFlightBounds) -> Int {
            var sentOrdinal = UInt64.max
            if case .away(_, let sent) = presence { sentOrdinal = sent }
            let releasedCount =
                releasedOrdinal == 0 ? 0 : ordinals.prefix { $0 <= releasedOrdinal }.count
            let countMax = min(bounds.count, ordinals.count)
            var count = 0
            var bytes = 0
            while count < countMax, ordinals[count] <= sentOrdinal,
                ordinals[count] - ordinals[0] < bounds.identifiers,
                bytes < bounds.bytes || bytes == 0
            {
                bytes += Int(messages[count].byteCount)
                count += 1
            }
            return max(count, releasedCount)
        }
    }

    private(set) var sessions: [StoredSession] = []
    private(set) var backlogs: [Backlog] = []
    private var places: [UInt64: Int] = [:]
    /// How many wait for a message, where more than one does.
    private(set) var recipientCounts: [UInt64: Int] = [:]
    private(set) var messageCount = 0
    /// Messages whose recipients live on different shards.
    private(set) var mixed: [UInt64] = []
    /// Messages that nobody waits for.
    private(set) var orphans: [UInt64] = []
    /// Rows that failed their check.
    var unsound: [(table: Table, row: Int64)] = []

    private let shardCount: Int

    /// Nothing is gathered yet.
    init(shardCount: Int) { self.shardCount = shardCount }

    /// Adds a session; one without expiry is only there for its will.
    mutating func add(_ record: SessionRecord) {
        places[record.number] = sessions.count
        sessions.append(StoredSession(record: record))
        backlogs.append(
            Backlog(home: Shard.home(of: record.clientID, shardCount: shardCount)))
    }

    /// Changes a session that is known.
    mutating func update(_ session: UInt64, _ change: (inout StoredSession) -> Void) {
        if let place = places[session] { change(&sessions[place]) }
    }

    /// The shard of a session that is known.
    func home(of session: UInt64) -> Int? { places[session].map { backlogs[$0].home } }

    /// Adds a message to everyone who waits for it; false when the recipients are no list.
    mutating func add(
        _ message: PagedMessage, recipients: Span<UInt8>, _ index: AcknowledgementIndex,
        highestSession: inout UInt64
    ) -> Bool {
        var cursor = RecipientCursor()
        var count = 0
        var home: Int?
        var isMixed = false
        while let recipient = cursor.next(in: recipients) {
            highestSession = max(highestSession, recipient.session)
            guard let place = places[recipient.session] else { continue }
            let progress = index.progress(of: recipient.session, with: message.number)
            if progress == .settled { continue }
            backlogs[place].append(
                message, recipient, isReleased: recipient.isReleased || progress == .released)
            count += 1
            if let home, home != backlogs[place].home { isMixed = true }
            home = backlogs[place].home
        }
        if count > 1 { recipientCounts[message.number] = count }
        if isMixed { mixed.append(message.number) }
        if count == 0 && !cursor.isBroken { orphans.append(message.number) }
        if count > 0 { messageCount += 1 }
        return !cursor.isBroken
    }

    /// Takes a session and its backlog out, so that only one of them is held twice at a time.
    mutating func takeBacklog(_ place: Int) -> Backlog {
        let empty = Backlog(home: backlogs[place].home)
        let backlog = backlogs[place]
        backlogs[place] = empty
        return backlog
    }
}
