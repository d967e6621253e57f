internal import MQTTPackets

/// Which MQTT the client speaks.
public enum ProtocolVersion: Sendable, CaseIterable {
    /// MQTT 3.1, for old brokers.
    case v31
    /// MQTT 3.1.1, which every broker speaks.
    case v311
    /// MQTT 5: reasons, properties, session expiry, flow control.
    case v5

    /// The same on the wire.
    var wire: MQTTPackets.ProtocolVersion {
        switch self {
        case .v31: .v31
        case .v311: .v311
        case .v5: .v5
        }
    }
}
