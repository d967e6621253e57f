internal import MQTTPackets

/// How hard both sides try to deliver a message (MQTT 5 section 4.3).
public enum QoS: UInt8, Comparable, Sendable, CaseIterable {
    /// Sent once, never acknowledged: may be lost with the connection.
    case atMostOnce = 0
    /// Sent until acknowledged: may arrive twice after a reconnect.
    case atLeastOnce = 1
    /// Sent with a two-step handshake: arrives once as long as both sides keep the session.
    case exactlyOnce = 2

    public static func < (left: QoS, right: QoS) -> Bool { left.rawValue < right.rawValue }

    /// The same on the wire.
    var wire: MQTTPackets.QoS {
        switch self {
        case .atMostOnce: .atMostOnce
        case .atLeastOnce: .atLeastOnce
        case .exactlyOnce: .exactlyOnce
        }
    }

    /// What the wire says.
    init(_ wire: MQTTPackets.QoS) {
        switch wire {
        case .atMostOnce: self = .atMostOnce
        case .atLeastOnce: self = .atLeastOnce
        case .exactlyOnce: self = .exactlyOnce
        }
    }
}
