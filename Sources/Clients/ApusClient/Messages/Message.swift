internal import MQTTPackets

/// An application message: bytes under a topic.
public struct Message: Hashable, Sendable {
    /// The topic name, without wildcards.
    public var topic: String
    /// The content; any bytes, possibly none.
    public var payload: [UInt8]
    /// At which quality of service it is sent, or was delivered.
    public var qos: QoS
    /// To send: whether the broker keeps it for later subscribers. Received: whether it was kept.
    public var isRetained: Bool
    /// Whether the broker says that it may have sent the message before.
    public let isDuplicate: Bool
    /// MQTT 5 only.
    public var properties: MessageProperties

    /// A message with bytes.
    public init(
        topic: String, payload: [UInt8] = [], qos: QoS = .atMostOnce, isRetained: Bool = false,
        properties: MessageProperties = MessageProperties()
    ) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.isRetained = isRetained
        self.isDuplicate = false
        self.properties = properties
    }

    /// A message with text.
    public init(
        topic: String, text: String, qos: QoS = .atMostOnce, isRetained: Bool = false,
        properties: MessageProperties = MessageProperties()
    ) {
        self.init(
            topic: topic, payload: Array(text.utf8), qos: qos, isRetained: isRetained,
            properties: properties)
    }

    /// The payload as text; bytes that are no UTF-8 appear as U+FFFD.
    public var text: String { String(decoding: payload, as: UTF8.self) }

    /// What a received PUBLISH carries, with the topic that an alias stood for.
    init(_ publish: Publish, topic: String) {
        self.topic = topic
        payload = publish.payload
        qos = QoS(publish.qos)
        isRetained = publish.isRetained
        isDuplicate = publish.isDuplicate
        properties = MessageProperties(publish.properties)
    }

    /// The PUBLISH to send, still without packet identifier.
    func publish(for version: MQTTPackets.ProtocolVersion) -> Publish {
        Publish(
            topic: topic, payload: payload, qos: qos.wire, isRetained: isRetained,
            properties: version == .v5 ? properties.wire : [])
    }
}
