import MQTTPackets

/// What was sent, acknowledged and received, and the promises that tie them together.
final class Ledger {
    /// What became of one message at its publisher.
    struct Sending {
        let sentAt: Int
        /// What ended earlier every shard knew of when the message was sent.
        let newsKnownUntil: Int
        let isRetained: Bool
        /// Longer than clients with a small Maximum Packet Size take.
        let isLong: Bool
        /// An empty payload that clears the retained message.
        var isClearing = false
        /// What it leaves retained was possible before it was sent.
        var wasCandidate = false
        /// How often the publisher sent it, the first time included.
        var count = 1
        /// It may have been refused once: it does not keep its place.
        var mayComeLate = false
        var isRefused = false
        /// The broker was killed before it was acknowledged: what came of it already may come
        /// again.
        var isInDoubt = false
        /// How often the broker was killed before it was acknowledged or later.
        var crashCount = 0
    }

    let trace: Trace
    private(set) var violations: [String] = []
    /// What happened before the first broken promise.
    private(set) var tailAtFirstViolation = ""
    private(set) var sendings: [Message: Sending] = [:]
    /// Acknowledged without an error, in that order.
    private(set) var acknowledgedMessages: [Message] = []
    /// By client.
    var interests: [String: Interests] = [:]
    /// By receiver: how often each message came.
    var receivedCounts: [String: [Message: Int]] = [:]
    /// By receiver: how often each message came without DUP.
    var freshCounts: [String: [Message: Int]] = [:]
    /// By receiver: messages that came with RETAIN set.
    var receivedRetained: [String: Set<Message>] = [:]
    /// By receiver, publisher, topic and both QoS: the last sequence that came for the first time.
    var lastSequence: [String: Int] = [:]
    /// By receiver: the number of the connection on which a message came last.
    var lastConnection: [String: [Message: Int]] = [:]
    /// By topic: messages of which one must be the retained one; nil stands for none.
    private(set) var retainedCandidates: [String: Set<Message?>] = [:]
    /// Every shard knows of what ended before this moment; max when nothing is on its way.
    var newsKnownUntil = Int.max
    /// Clients that take no long packets.
    var shortPacketClients: Set<String> = []
    /// By topic: messages that clear what is retained.
    private(set) var clearings: [String: [Message]] = [:]
    /// By receiver and topic: how often an empty payload came, and how often without DUP.
    var clearingCounts: [String: [String: (all: Int, fresh: Int)]] = [:]
    /// By shared filter: what its members received.
    var sharedReceipts: [String: [Message: [SharedReceipt]]] = [:]
    /// Messages of ended sessions that no other member could take, as the broker told.
    var sharedDroppedCount = 0
    /// Messages that had to come to one member of a group, counted at the end.
    var certainSharedCount = 0
    /// Every shared subscription that somebody may hold.
    var sharedWishes: [Wish] = []
    var sharedFiltersByTopic: [String: [String]] = [:]
    /// When the broker was killed last.
    private(set) var lastCrashAt = -1
    /// By receiver: how often each message came at QoS 2.
    var exactlyOnceCounts: [String: [Message: Int]] = [:]
    /// By receiver: the packet identifier of each message that came.
    var packetIDs: [String: [Message: PacketID]] = [:]

    private static let violationsMax = 20

    init(trace: Trace) { self.trace = trace }

    func check(_ holds: Bool, _ promise: @autoclosure () -> String) {
        if holds || violations.count == Self.violationsMax { return }
        let text = promise()
        trace.note("BROKEN: \(text)")
        if violations.isEmpty { tailAtFirstViolation = trace.tail }
        violations.append(text)
    }

    // MARK: Publishers

    func sent(_ message: Message, isRetained: Bool, isLong: Bool) {
        sendings[message] = makeSending(isRetained: isRetained, isLong: isLong)
        if isRetained { retainedCandidates[message.topic, default: [nil]].insert(message) }
    }

    private func makeSending(isRetained: Bool, isLong: Bool) -> Sending {
        Sending(
            sentAt: trace.moment, newsKnownUntil: min(trace.moment, newsKnownUntil),
            isRetained: isRetained, isLong: isLong)
    }

    /// An empty payload leaves nothing retained `[MQTT-3.3.1-6]`.
    func sentClearing(_ message: Message) {
        var sending = makeSending(isRetained: true, isLong: false)
        sending.isClearing = true
        sending.wasCandidate = retainedCandidates[message.topic, default: [nil]].contains(nil)
        sendings[message] = sending
        clearings[message.topic, default: []].append(message)
        retainedCandidates[message.topic, default: [nil]].insert(nil)
    }

    func sentAgain(_ message: Message) { sendings[message]?.count += 1 }

    /// The broker is killed: whatever is not acknowledged may have happened or not.
    func noteCrash() {
        lastCrashAt = trace.moment
        let acknowledged = Set(acknowledgedMessages)
        for message in sendings.keys {
            sendings[message]?.crashCount += 1
            if !acknowledged.contains(message) { sendings[message]?.isInDoubt = true }
        }
    }

    func mayComeLate(_ publish: Publish) {
        if let message = Message(publish.payload) { sendings[message]?.mayComeLate = true }
    }

    func acknowledged(_ message: Message, _ reasonCode: ReasonCode) {
        acknowledgedMessages.append(message)
        guard let sending = sendings[message] else { return }
        if sending.isRetained {
            retainedCandidates[message.topic] = [sending.isClearing ? nil : message]
        }
        if reasonCode == .noMatchingSubscribers, sending.count == 1 {
            checkNoGroup(message, sending)
            for clientID in interests.keys.sorted() {
                let certain = interests[clientID]?
                    .certain(message, sentAt: sending.sentAt, at: clientID)
                check(
                    certain?.isEmpty != false,
                    "\(message.text): no subscribers, but \(clientID) is one")
            }
        }
    }

    func refused(_ message: Message) {
        sendings[message]?.isRefused = true
        guard let sending = sendings[message], sending.isRetained, sending.count == 1 else {
            return
        }
        if sending.wasCandidate { return }
        retainedCandidates[message.topic]?.remove(sending.isClearing ? nil : message)
    }

    // MARK: At the end

    /// Every acknowledged message that a subscription wanted all the time must have come.
    func checkNothingLost(for clientID: String) {
        guard var wants = interests[clientID] else { return }
        for message in acknowledgedMessages {
            guard let sending = sendings[message] else { continue }
            if sending.isLong, shortPacketClients.contains(clientID) { continue }
            if sending.isClearing { continue }
            let certain = wants.certain(message, sentAt: sending.sentAt, at: clientID)
            if !certain.contains(where: { $0.wish.options.qos > .atMostOnce }) { continue }
            check(
                hasReceived(message, clientID),
                "\(clientID) never received \(message.text), which was acknowledged")
        }
        for (message, sending) in sendings where sending.isRefused && sending.count == 1 {
            check(
                receivedCounts[clientID]?[message] == nil,
                "\(clientID) received \(message.text), which was refused")
        }
    }

    /// Who holds a subscription that began with the retained messages has seen the last ones.
    func checkRetainedSeen(by clientID: String) {
        guard var wants = interests[clientID] else { return }
        for topic in retainedCandidates.keys.sorted() {
            guard let candidates = retainedCandidates[topic], candidates.count == 1,
                let only = candidates.first, let message = only, let sending = sendings[message],
                message.qos > .atMostOnce,
                !(sending.isLong && shortPacketClients.contains(clientID))
            else { continue }
            let spans = wants.possible(message, sentAt: sending.sentAt, at: clientID).filter {
                $0.endAskedAt == nil && $0.grantedAt != nil && $0.wish.options.qos > .atMostOnce
                    && $0.wish.options.retainHandling == .sendAtSubscribe
                    && $0.grantedAt ?? .max > lastCrashAt  // what was not sent yet is forgotten
            }
            if spans.isEmpty { continue }
            check(
                hasReceived(message, clientID),
                "\(clientID) never saw \(message.text), the last retained message")
        }
    }

    private func hasReceived(_ message: Message, _ clientID: String) -> Bool {
        receivedCounts[clientID]?[message] != nil
            || receivedRetained[clientID]?.contains(message) == true
    }
}
