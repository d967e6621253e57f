/// The protocol level of CONNECT (MQTT 5 section 3.1.2.2).
package enum ProtocolVersion: UInt8, Sendable {
    case v31 = 3
    case v311 = 4
    case v5 = 5

    /// The protocol name that CONNECT carries with this level.
    package var protocolName: String { self == .v31 ? "MQIsdp" : "MQTT" }
}
