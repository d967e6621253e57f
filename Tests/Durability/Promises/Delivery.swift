import MQTTPackets

/// A message as the application of a subscriber sees it.
struct Delivery {
    let topic: String
    let payload: [UInt8]
    let qos: QoS
    let isDuplicate: Bool
    /// It was kept for the subscription, and is not a new message.
    let isRetained: Bool

    init(
        topic: String, payload: [UInt8], qos: QoS, isDuplicate: Bool = false,
        isRetained: Bool = false
    ) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.isDuplicate = isDuplicate
        self.isRetained = isRetained
    }

    init(_ publish: Publish) {
        self.init(
            topic: publish.topic, payload: publish.payload, qos: publish.qos,
            isDuplicate: publish.isDuplicate, isRetained: publish.isRetained)
    }
}
