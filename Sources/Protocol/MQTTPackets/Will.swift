/// The message that the server publishes when the client is lost (MQTT 5 section 3.1.2.5).
package struct Will: Hashable, Sendable {
    package var topic: String
    package var payload: [UInt8]
    package var qos: QoS
    package var isRetained: Bool
    /// Will properties, a set of their own; MQTT 5 only.
    package var properties: Properties

    /// A will; only `topic` has no default.
    package init(
        topic: String, payload: [UInt8] = [], qos: QoS = .atMostOnce, isRetained: Bool = false,
        properties: Properties = []
    ) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.isRetained = isRetained
        self.properties = properties
    }
}
