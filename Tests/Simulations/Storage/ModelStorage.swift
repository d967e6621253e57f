import BrokerCore
import MQTTPackets
import MQTTSessions
import MQTTTopics

/// What is durable: a plain store that takes batches by the rules of the journal port, and holds
/// the shards to theirs.
final class ModelStorage {
    /// One session's part in a message.
    struct Part {
        let recipient: Recipient
        /// The client has taken the QoS 2 message.
        var isReleased = false
    }

    /// A message and the sessions that it waits for.
    struct Row {
        let message: StoredMessage
        /// By session.
        var parts: [UInt64: Part]
    }

    /// What is kept of a session beside its messages.
    struct Kept {
        var record: SessionRecord
        var subscriptions: [[UInt8]: StoredSession.Subscription] = [:]
        var received: Set<PacketID> = []
    }

    let ledger: Ledger
    private(set) var sessions: [UInt64: Kept] = [:]
    private(set) var rows: [UInt64: Row] = [:]
    /// By topic; without a message once it was removed.
    private(set) var retained: [[UInt8]: (serial: UInt64, message: StoredMessage?)] = [:]
    /// The highest numbers ever seen.
    private(set) var lastSession: UInt64 = 0
    private(set) var lastMessage: UInt64 = 0
    /// Sessions that ended since the broker started.
    private var ended: Set<UInt64> = []
    /// Messages that were finished before they came.
    private var finishedBefore: Set<UInt64> = []

    init(ledger: Ledger) { self.ledger = ledger }

    /// Whether nothing but retained messages is kept.
    var isEmpty: Bool { sessions.isEmpty && rows.isEmpty }

    // MARK: Batches

    func apply(_ batch: JournalBatch) {
        for operation in batch.operations { apply(operation) }
    }

    private func apply(_ operation: JournalOperation) {
        switch operation {
        case .session(let record): keep(record)
        case .sessionEnded(let session):
            ledger.check(sessions[session] != nil, "session \(session) ended that was not there")
            sessions[session] = nil
            ended.insert(session)
        case .subscribed(let session, let filter, let options, let identifier):
            change(session) {
                $0.subscriptions[filter] = StoredSession.Subscription(
                    filter: filter, options: options, identifier: identifier)
            }
        case .unsubscribed(let session, let filter):
            change(session) { $0.subscriptions[filter] = nil }
        case .received(let session, let packetID): change(session) { $0.received.insert(packetID) }
        case .completed(let session, let packetID): change(session) { $0.received.remove(packetID) }
        case .owed(let record): keep(record)
        case .released(let message, let session):
            ledger.check(
                rows[message]?.parts[session] != nil || ended.contains(session),
                "message \(message) of session \(session) was released before it came")
            rows[message]?.parts[session]?.isReleased = true
        case .settled(let message, let session):
            ledger.check(
                rows[message]?.parts[session] != nil || ended.contains(session),
                "message \(message) of session \(session) was settled before it came")
            rows[message]?.parts[session] = nil
        case .finished(let message): finish(message)
        case .retained(let message, let serial):
            retain(message, Array(message.bytes[message.topic]), serial)
        case .retainedRemoved(let topic, let serial): retain(nil, topic, serial)
        }
    }

    private func keep(_ record: SessionRecord) {
        let number = record.number
        ledger.check(!ended.contains(number), "session \(number) is back")
        if sessions[number] == nil {
            ledger.check(number > 0, "a session has a number")
            ledger.check(
                !sessions.values.contains { $0.record.clientID == record.clientID },
                "\(record.clientID) has two sessions")
            sessions[number] = Kept(record: record)
        } else {
            sessions[number]?.record = record
        }
        lastSession = max(lastSession, number)
    }

    private func change(_ session: UInt64, _ body: (inout Kept) -> Void) {
        guard var kept = sessions[session] else {
            ledger.check(false, "something of session \(session) came before or after it")
            return
        }
        body(&kept)
        sessions[session] = kept
    }

    private func keep(_ record: MessageRecord) {
        ledger.check(rows[record.number] == nil, "message \(record.number) came twice")
        lastMessage = max(lastMessage, record.number)
        guard let recipients = record.recipients.all else {
            ledger.check(false, "the recipients of \(record.number) cannot be read")
            return
        }
        var parts: [UInt64: Part] = [:]
        for recipient in recipients where !ended.contains(recipient.session) {
            ledger.check(parts[recipient.session] == nil, "a session is owed a message once")
            parts[recipient.session] = Part(recipient: recipient)
        }
        if finishedBefore.remove(record.number) != nil {
            ledger.check(parts.isEmpty, "message \(record.number) was finished too early")
            return
        }
        rows[record.number] = Row(message: record.message, parts: parts)
    }

    private func finish(_ message: UInt64) {
        guard let row = rows.removeValue(forKey: message) else {
            finishedBefore.insert(message)
            return
        }
        let waitingCount = row.parts.keys.count { !ended.contains($0) }
        ledger.check(
            waitingCount <= 1, "message \(message) is finished while \(waitingCount) want it")
    }

    private func retain(_ message: StoredMessage?, _ topic: [UInt8], _ serial: UInt64) {
        if let (known, _) = retained[topic], known >= serial { return }
        retained[topic] = (serial, message)
    }

    // MARK: What was kept

    /// Messages that left memory.
    func read(_ request: FetchRequest) -> FetchedMessages {
        FetchedMessages(
            request: request,
            deliveries: request.numbers.compactMap { number in
                rows[number].flatMap { row in
                    row.parts[request.session].map { stored(number, row.message, $0) }
                }
            })
    }

    private func stored(
        _ number: UInt64, _ message: StoredMessage, _ part: Part
    ) -> StoredDelivery {
        StoredDelivery(
            number: number, message: message, recipient: part.recipient,
            isReleased: part.isReleased)
    }

    /// The broker starts again; nobody is left of those that never became durable.
    func recover(shardCount: Int, limits: Limits) -> StoredState {
        ended = []
        finishedBefore = []
        retained = retained.filter { $1.message != nil }.mapValues { (0, $0.message) }
        dropUnknown()
        separate(shardCount)
        var state = StoredState()
        state.lastSessionNumber = lastSession
        state.lastMessageNumber = lastMessage
        state.retained = retained.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .compactMap(\.value.message)
        var waiting: [UInt64: [StoredDelivery]] = [:]
        for (number, row) in rows {
            if row.parts.count > 1 { state.recipientCounts[number] = row.parts.count }
            for (session, part) in row.parts {
                waiting[session, default: []].append(stored(number, row.message, part))
            }
        }
        for (number, kept) in sessions.sorted(by: { $0.key < $1.key }) {
            state.sessions.append(restored(kept, waiting[number] ?? [], limits))
        }
        return state
    }

    private func dropUnknown() {
        for (number, row) in rows {
            let parts = row.parts.filter { sessions[$0.key] != nil }
            rows[number] = parts.isEmpty ? nil : Row(message: row.message, parts: parts)
        }
    }

    /// A message whose sessions live on several shards becomes several.
    private func separate(_ shardCount: Int) {
        for (number, row) in rows.sorted(by: { $0.key < $1.key }) {
            let byShard = Dictionary(grouping: row.parts.keys.sorted()) { session in
                Shard.home(
                    of: sessions[session]?.record.clientID ?? "", shardCount: shardCount)
            }
            for (place, shard) in byShard.keys.sorted().enumerated() {
                let parts = row.parts.filter { byShard[shard]?.contains($0.key) == true }
                if place > 0 { lastMessage += 1 }
                rows[place == 0 ? number : lastMessage] = Row(message: row.message, parts: parts)
            }
        }
    }

    private func restored(
        _ kept: Kept, _ waiting: [StoredDelivery], _ limits: Limits
    ) -> StoredSession {
        let deliveries = waiting.sorted { $0.recipient.ordinal < $1.recipient.ordinal }
        var session = StoredSession(record: kept.record)
        session.subscriptions = kept.subscriptions.values
            .sorted { $0.filter.lexicographicallyPrecedes($1.filter) }
        session.received = kept.received.sorted { $0.rawValue < $1.rawValue }
        var sentOrdinal = UInt64.max
        if case .away(_, let last) = kept.record.presence { sentOrdinal = last }
        let count = inFlightCount(
            deliveries.prefix { $0.recipient.ordinal <= sentOrdinal }, limits)
        session.inFlight = Array(deliveries.prefix(count))
        let rest = deliveries.dropFirst(count)
        ledger.check(!rest.contains(where: \.isReleased), "what was released was in flight")
        let isMember = deliveries.contains { !$0.recipient.sharedFilter.isEmpty }
        if isMember { session.resident = Array(rest) }
        for delivery in rest where !isMember {
            session.waiting.append(
                PagedMessage(
                    number: delivery.number,
                    deadlineNanoseconds: delivery.message.deadlineNanoseconds,
                    byteCount: delivery.message.bytes.count))
        }
        let ordinals = deliveries.map(\.recipient.ordinal)
        ledger.check(Set(ordinals).count == ordinals.count, "ordinals are unique")
        session.lastOrdinal = ordinals.last ?? 0
        if case .away(_, let last) = kept.record.presence {
            session.lastOrdinal = max(session.lastOrdinal, last)
        }
        return session
    }

    /// Of what may have been sent as much as a window takes, and all up to the last that was
    /// released.
    private func inFlightCount(_ sent: ArraySlice<StoredDelivery>, _ limits: Limits) -> Int {
        var count = 0
        var bytes = 0
        for delivery in sent.prefix(Int(limits.inflightMessagesMax)) {
            let span = delivery.recipient.ordinal - (sent.first?.recipient.ordinal ?? 0)
            if span >= 65_535 || bytes > 0 && bytes >= limits.outboundBytesMax { break }
            bytes += delivery.message.bytes.count
            count += 1
        }
        return max(count, sent.lastIndex(where: \.isReleased).map { $0 + 1 } ?? 0)
    }
}
