/// An application message on its way (MQTT 5 section 3.3).
package struct Publish: Hashable, Sendable {
    /// Empty when a topic alias among the properties stands for it.
    package var topic: String
    package var payload: [UInt8]
    package var qos: QoS
    package var isRetained: Bool
    package var isDuplicate: Bool
    /// Nil exactly when `qos` is `.atMostOnce`.
    package var packetID: PacketID?
    package var properties: Properties

    /// A message; with QoS 1 or 2 it needs a packet identifier before it is encoded.
    package init(
        topic: String, payload: [UInt8] = [], qos: QoS = .atMostOnce, isRetained: Bool = false,
        isDuplicate: Bool = false, packetID: PacketID? = nil, properties: Properties = []
    ) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.isRetained = isRetained
        self.isDuplicate = isDuplicate
        self.packetID = packetID
        self.properties = properties
    }
}
