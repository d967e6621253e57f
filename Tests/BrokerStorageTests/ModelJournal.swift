import BrokerCore
import MQTTPackets
import MQTTSessions
import MQTTTopics

/// What a journal holds, as anyone would write it first, and batches that a broker might write.
struct ModelJournal {
    struct Waiting: Equatable {
        let message: StoredMessage
        var isReleased = false
        let recipient: Recipient

        static func == (left: Waiting, right: Waiting) -> Bool {
            left.message.bytes == right.message.bytes && left.isReleased == right.isReleased
                && left.recipient == right.recipient
        }
    }

    private(set) var sessions: [UInt64: SessionRecord] = [:]
    private var subscriptions: [UInt64: [[UInt8]: (UInt8, UInt32)]] = [:]
    private var received: [UInt64: Set<UInt16>] = [:]
    private var waiting: [UInt64: [UInt64: Waiting]] = [:]
    private var retained: [[UInt8]: [UInt8]] = [:]
    private var ordinals: [UInt64: UInt64] = [:]
    private var lastSession: UInt64 = 0
    private var lastMessage: UInt64 = 0
    private var lastSerial: UInt64 = 0
    private var sessionCount = 0

    /// Continues behind what a start found.
    mutating func begin(_ state: StoredState) {
        lastSession = state.lastSessionNumber
        lastMessage = state.lastMessageNumber
        lastSerial = 0
        for session in state.sessions { ordinals[session.record.number] = session.lastOrdinal }
    }

    /// A few operations, applied.
    mutating func operations(_ random: inout some RandomNumberGenerator) -> [JournalOperation] {
        var operations: [JournalOperation] = []
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<3: operations += session(&random)
            case 3: operations += ending(&random)
            case 4...5: operations += subscription(&random)
            case 6...7: operations += identifier(&random)
            case 8...9: operations += retaining(&random)
            case 10...14: operations += publishing(&random)
            default: operations += acknowledging(&random)
            }
        }
        return operations
    }

    private mutating func session(
        _ random: inout some RandomNumberGenerator
    ) -> [JournalOperation] {
        var number = sessions.keys.sorted().randomElement(using: &random) ?? 0
        var clientID = sessions[number]?.clientID ?? ""
        if sessions.count < 3 || (sessions.count < 8 && Bool.random(using: &random)) {
            lastSession += 1
            sessionCount += 1
            number = lastSession
            clientID = "client\(sessionCount)"
        }
        let isAway = Bool.random(using: &random)
        let sent = UInt64.random(in: 0...(ordinals[number] ?? 0), using: &random)
        let will = WillRecord(
            topic: [0x77], properties: [], payload: [UInt8](repeating: 1, count: 20),
            qos: .atLeastOnce, isRetained: false, expirySeconds: nil, delaySeconds: 5, dueAt: nil)
        let record = Samples.session(
            number, clientID, isAway ? .away(endsAt: nil, sentOrdinal: sent) : .connected,
            will: Bool.random(using: &random) ? will : nil)
        sessions[number] = record
        return [.session(record)]
    }

    private mutating func ending(_ random: inout some RandomNumberGenerator) -> [JournalOperation] {
        guard let number = sessions.keys.sorted().randomElement(using: &random) else { return [] }
        sessions[number] = nil
        subscriptions[number] = nil
        received[number] = nil
        ordinals[number] = nil
        let owed = (waiting.removeValue(forKey: number) ?? [:]).keys.sorted()
        return [.sessionEnded(number)] + owed.map { done(with: $0, by: number) }
    }

    private mutating func subscription(
        _ random: inout some RandomNumberGenerator
    ) -> [JournalOperation] {
        guard let number = sessions.keys.sorted().randomElement(using: &random) else { return [] }
        let filter = Array("f/\(Int.random(in: 0..<4, using: &random))".utf8)
        if Bool.random(using: &random) {
            let options = UInt8.random(in: 0...2, using: &random)
            let identifier = UInt32.random(in: 0...9, using: &random)
            subscriptions[number, default: [:]][filter] = (options, identifier)
            return [
                .subscribed(
                    session: number, filter: filter, options: options, identifier: identifier)
            ]
        }
        subscriptions[number]?[filter] = nil
        return [.unsubscribed(session: number, filter: filter)]
    }

    private mutating func identifier(
        _ random: inout some RandomNumberGenerator
    ) -> [JournalOperation] {
        guard let number = sessions.keys.sorted().randomElement(using: &random),
            let identifier = PacketID(UInt16.random(in: 1...5, using: &random))
        else { return [] }
        if Bool.random(using: &random) {
            received[number, default: []].insert(identifier.rawValue)
            return [.received(session: number, identifier)]
        }
        received[number]?.remove(identifier.rawValue)
        return [.completed(session: number, identifier)]
    }

    private mutating func retaining(
        _ random: inout some RandomNumberGenerator
    ) -> [JournalOperation] {
        let name = "r/\(Int.random(in: 0..<5, using: &random))"
        lastSerial += 1
        if Bool.random(using: &random) {
            let message = Samples.message(name, "\(lastSerial)")
            retained[Array(name.utf8)] = message.bytes
            return [.retained(message, serial: lastSerial)]
        }
        retained[Array(name.utf8)] = nil
        return [.retainedRemoved(topic: Array(name.utf8), serial: lastSerial)]
    }

    private mutating func publishing(
        _ random: inout some RandomNumberGenerator
    ) -> [JournalOperation] {
        let count = Int.random(in: 1...4, using: &random)
        let chosen = sessions.keys.sorted().shuffled(using: &random).prefix(count)
        if chosen.isEmpty { return [] }
        lastMessage += 1
        let size = Bool.random(using: &random) ? 20 : Int.random(in: 0...9_000, using: &random)
        let message = Samples.message("t/\(lastMessage)", String(repeating: "x", count: size))
        let recipients = chosen.map { session in
            ordinals[session, default: 0] += 1
            return Samples.recipient(
                session, ordinals[session] ?? 0, qos: .exactlyOnce,
                sharedFilter: session % 4 == 0 && Bool.random(using: &random) ? "$share/g/t" : "")
        }
        for recipient in recipients {
            waiting[recipient.session, default: [:]][lastMessage] = Waiting(
                message: message, recipient: recipient)
        }
        return [Samples.owed(lastMessage, recipients, message)]
    }

    private mutating func acknowledging(
        _ random: inout some RandomNumberGenerator
    ) -> [JournalOperation] {
        guard let session = waiting.keys.sorted().randomElement(using: &random),
            let message = waiting[session]?.keys.sorted().randomElement(using: &random)
        else { return [] }
        if Int.random(in: 0..<3, using: &random) == 0 {
            waiting[session]?[message]?.isReleased = true
            return [.released(message: message, session: session)]
        }
        waiting[session]?[message] = nil
        if waiting[session]?.isEmpty == true { waiting[session] = nil }
        return [done(with: message, by: session)]
    }

    private func done(with message: UInt64, by session: UInt64) -> JournalOperation {
        let others = waiting.values.contains { $0[message] != nil }
        return others
            ? .settled(message: message, session: session) : .finished(message: message)
    }
}

extension ModelJournal {
    /// What differs between the model and what was restored; empty when nothing does.
    func differences(
        from state: StoredState, inFlightMax: Int, bytesMax: Int
    ) -> [String] {
        var found: [String] = []
        func check(_ isEqual: Bool, _ text: @autoclosure () -> String) {
            if !isEqual { found.append(text()) }
        }
        check(
            Set(state.sessions.map(\.record.number)) == Set(sessions.keys)
                && state.sessions.count == sessions.count,
            "sessions \(state.sessions.map(\.record.number)) and \(sessions.keys.sorted())")
        for session in state.sessions {
            let number = session.record.number
            check(session.record == sessions[number], "record of \(number)")
            let wanted = (subscriptions[number] ?? [:]).mapValues { [UInt32($0.0), $0.1] }
            let got = session.subscriptions.map {
                ($0.filter, [UInt32($0.options), $0.identifier])
            }
            check(
                got.count == wanted.count
                    && Dictionary(got, uniquingKeysWith: { $1 }) == wanted,
                "subscriptions of \(number)")
            check(
                Set(session.received.map(\.rawValue)) == received[number] ?? [],
                "identifiers of \(number)")
            check(
                isSame(session, inFlightMax, bytesMax), "messages of \(number)")
        }
        check(
            Set(state.retained.map(\.bytes)) == Set(retained.values)
                && state.retained.count == retained.count, "retained messages")
        let counts = Dictionary(
            waiting.values.flatMap(\.keys).map { ($0, 1) }, uniquingKeysWith: +)
        check(state.recipientCounts == counts.filter { $0.value > 1 }, "counts of recipients")
        check(state.lastSessionNumber >= lastSession, "last session")
        check(state.lastMessageNumber >= lastMessage, "last message")
        return found
    }

    private func isSame(_ session: StoredSession, _ inFlightMax: Int, _ bytesMax: Int) -> Bool {
        let owed = (waiting[session.record.number] ?? [:])
            .sorted { $0.value.recipient.ordinal < $1.value.recipient.ordinal }
        var sentOrdinal = UInt64.max
        if case .away(_, let sent) = session.record.presence { sentOrdinal = sent }
        var count = 0
        var bytes = 0
        for (_, next) in owed.prefix(inFlightMax) where next.recipient.ordinal <= sentOrdinal {
            if bytes >= bytesMax { break }
            bytes += next.message.bytes.count
            count += 1
        }
        let released = owed.lastIndex { $0.value.isReleased }
        count = max(count, released.map { $0 + 1 } ?? 0)
        let hasShared = owed.contains { !$0.value.recipient.sharedFilter.isEmpty }
        let rest = owed.dropFirst(count)
        return isSame(session.inFlight, owed.prefix(count))
            && isSame(session.resident, hasShared ? rest : [])
            && session.waiting
                == (hasShared ? [] : rest).map { number, waiting in
                    PagedMessage(
                        number: number, deadlineNanoseconds: nil,
                        byteCount: waiting.message.bytes.count)
                }
    }

    private func isSame(
        _ found: [StoredDelivery], _ wanted: ArraySlice<(key: UInt64, value: Waiting)>
    ) -> Bool {
        let deliveries = found.map { delivery in
            Waiting(
                message: delivery.message, isReleased: delivery.isReleased,
                recipient: delivery.recipient)
        }
        return found.map(\.number) == wanted.map(\.key) && deliveries == wanted.map(\.value)
    }
}
