/// The body of PUBACK, PUBREC, PUBREL and PUBCOMP (MQTT 5 sections 3.4 to 3.7).
package struct Acknowledgement: Hashable, Sendable {
    package var packetID: PacketID
    /// Always success before MQTT 5.
    package var reasonCode: ReasonCode
    package var properties: Properties

    /// An acknowledgement of the exchange `packetID`.
    package init(
        packetID: PacketID, reasonCode: ReasonCode = .success, properties: Properties = []
    ) {
        self.packetID = packetID
        self.reasonCode = reasonCode
        self.properties = properties
    }
}
