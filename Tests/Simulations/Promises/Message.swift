import MQTTPackets

/// One application message; its text is unique, and its payload tells everything about it.
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

    /// Nil for a payload that no simulated client made.
    init?(_ payload: some Sequence<UInt8>) {
        let parts = String(decoding: Array(payload), as: UTF8.self).split(separator: " ")
        guard parts.count >= 4, let sequence = Int(parts[2]),
            let rawValue = UInt8(parts[3]), let qos = QoS(rawValue: rawValue)
        else { return nil }
        self.init(
            publisher: String(parts[0]), topic: String(parts[1]), sequence: sequence, qos: qos)
    }

    /// The text, and as many bytes more as the message is to be long.
    func payload(padding: Int) -> [UInt8] {
        Array(text.utf8) + (padding > 0 ? Array(repeating: 0x20, count: padding) : [])
    }
}
