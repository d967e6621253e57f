/// A client no longer wants messages (MQTT 5 section 3.10).
package struct Unsubscribe: Hashable, Sendable {
    package var packetID: PacketID
    /// Never empty on the wire `[MQTT-3.10.3-2]`.
    package var filters: [String]
    package var properties: Properties

    /// A request to end one or more subscriptions.
    package init(packetID: PacketID, filters: [String], properties: Properties = []) {
        self.packetID = packetID
        self.filters = filters
        self.properties = properties
    }
}
