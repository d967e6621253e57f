import MQTTPackets
import MQTTSessions
import MQTTTopics

/// A delivery that a test tells from others by its mark.
func delivery(_ mark: UInt8, qos: QoS = .atLeastOnce, payloadBytes: Int = 1) -> Delivery {
    let topic = Array("t".utf8)
    let payload = [UInt8](repeating: mark, count: payloadBytes)
    let none: [UInt8] = []
    return Delivery(
        message: StoredMessage(
            topic: topic.span, properties: none.span, payload: payload.span, qos: qos,
            deadlineNanoseconds: nil),
        qos: qos, isRetained: false, subscriptionIdentifiers: [])
}

extension Delivery {
    /// The mark given to `delivery(_:)`.
    var mark: UInt8? { message.bytes.last }
}
