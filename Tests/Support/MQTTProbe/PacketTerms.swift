package import MQTTPackets

/// A packet identifier.
/// - Throws: ``ProbeFailure`` for zero.
package func id(_ rawValue: UInt16) throws -> PacketID {
    guard let packetID = PacketID(rawValue) else {
        throw ProbeFailure("a packet identifier is not zero")
    }
    return packetID
}

/// The body of PUBACK, PUBREC, PUBREL or PUBCOMP.
/// - Throws: ``ProbeFailure`` for the identifier zero.
package func ack(
    _ rawValue: UInt16, _ reasonCode: ReasonCode = .success
) throws -> Acknowledgement {
    Acknowledgement(packetID: try id(rawValue), reasonCode: reasonCode)
}
