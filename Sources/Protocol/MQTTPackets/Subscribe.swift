/// A client asks for messages (MQTT 5 section 3.8).
package struct Subscribe: Hashable, Sendable {
    package var packetID: PacketID
    /// Never empty on the wire `[MQTT-3.8.3-2]`.
    package var subscriptions: [Subscription]
    package var properties: Properties

    /// A request for one or more subscriptions.
    package init(
        packetID: PacketID, subscriptions: [Subscription], properties: Properties = []
    ) {
        self.packetID = packetID
        self.subscriptions = subscriptions
        self.properties = properties
    }
}
