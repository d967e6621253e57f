import MQTTPackets

/// What was sent, acknowledged and received, and the promises that tie them together.
final class Ledger {
    /// One message; its text is unique.
    struct Message: Hashable {
        let publisher: String
        let topic: String
        let sequence: Int
        let qos: QoS

        var text: String { "\(publisher) \(topic) \(sequence) \(qos.rawValue)" }

        init(publisher: String, topic: String, sequence: Int, qos: QoS) {
            self.publisher = publisher
            self.topic = topic
            self.sequence = sequence
            self.qos = qos
        }

        init?(_ payload: [UInt8]) {
            let parts = String(decoding: payload, as: UTF8.self).split(separator: " ")
            guard parts.count == 4, let sequence = Int(parts[2]),
                let rawValue = UInt8(parts[3]), let qos = QoS(rawValue: rawValue)
            else { return nil }
            self.init(
                publisher: String(parts[0]), topic: String(parts[1]), sequence: sequence, qos: qos)
        }
    }

    private(set) var violations: [String] = []
    private var sentMessages: Set<Message> = []
    private var lateMessages: Set<Message> = []
    private(set) var acknowledgedMessages: Set<Message> = []
    /// By receiver: how often each message came.
    private(set) var receivedCounts: [String: [Message: Int]] = [:]
    /// By receiver: messages that came with RETAIN set.
    private(set) var receivedRetained: [String: Set<Message>] = [:]
    /// By receiver, publisher, topic and QoS: the last sequence that came for the first time.
    private var lastSequence: [String: Int] = [:]
    /// By topic: the last retained message sent.
    private(set) var lastRetained: [String: Message] = [:]

    func check(_ holds: Bool, _ promise: @autoclosure () -> String) {
        if !holds { violations.append(promise()) }
    }

    func sent(_ message: Message) {
        sentMessages.insert(message)
        if message.topic.hasPrefix("r/") { lastRetained[message.topic] = message }
    }

    /// The message may have been refused once: it does not keep its place.
    func mayComeLate(_ publish: Publish) {
        if let message = Message(publish.payload) { lateMessages.insert(message) }
    }

    func acknowledged(_ publish: Publish, of clientID: String) {
        guard let message = Message(publish.payload) else { return }
        acknowledgedMessages.insert(message)
    }

    func received(_ publish: Publish, by clientID: String) {
        guard let message = Message(publish.payload) else {
            violations.append("\(clientID) received a payload that nobody sent")
            return
        }
        check(message.topic == publish.topic, "\(message.text) came under \(publish.topic)")
        check(sentMessages.contains(message), "\(message.text) was never sent")
        if publish.isRetained {
            receivedRetained[clientID, default: []].insert(message)
            return
        }
        let count = (receivedCounts[clientID]?[message] ?? 0) + 1
        receivedCounts[clientID, default: [:]][message] = count
        if publish.qos == .exactlyOnce {
            check(count == 1, "\(clientID) received \(message.text) \(count) times at QoS 2")
        }
        if count > 1 || lateMessages.contains(message) { return }
        let key = "\(clientID) \(message.publisher) \(message.topic) \(message.qos.rawValue)"
        check(
            lastSequence[key, default: -1] < message.sequence,
            "\(clientID) received \(message.text) after \(lastSequence[key, default: -1])")
        lastSequence[key] = message.sequence
    }

    /// Every acknowledged message that the filter matches must have come.
    func checkNothingLost(for clientID: String, wants: (String) -> Bool) {
        for message in acknowledgedMessages where wants(message.topic) {
            check(
                receivedCounts[clientID]?[message] != nil,
                "\(clientID) never received \(message.text), which was acknowledged")
        }
    }
}
