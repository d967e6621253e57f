/// The server's answer to UNSUBSCRIBE (MQTT 5 section 3.11).
package struct UnsubAck: Hashable, Sendable {
    package var packetID: PacketID
    /// One per filter in its order; before MQTT 5 the packet bears none.
    package var reasonCodes: [ReasonCode]
    package var properties: Properties

    /// An answer to the UNSUBSCRIBE with that packet identifier.
    package init(packetID: PacketID, reasonCodes: [ReasonCode] = [], properties: Properties = []) {
        self.packetID = packetID
        self.reasonCodes = reasonCodes
        self.properties = properties
    }
}
