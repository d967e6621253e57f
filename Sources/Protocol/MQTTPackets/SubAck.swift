/// The server's answer to SUBSCRIBE, one reason code per entry in its order (MQTT 5 section 3.9).
package struct SubAck: Hashable, Sendable {
    package var packetID: PacketID
    /// Before MQTT 5 each is 0, 1, 2 or 0x80.
    package var reasonCodes: [ReasonCode]
    package var properties: Properties

    /// An answer to the SUBSCRIBE with that packet identifier.
    package init(packetID: PacketID, reasonCodes: [ReasonCode], properties: Properties = []) {
        self.packetID = packetID
        self.reasonCodes = reasonCodes
        self.properties = properties
    }
}
