/// Quality of service of a delivery (MQTT 5 section 4.3).
///
/// Raw values and order are spelled out, because what the compiler derives is a call through a
/// witness table in every other module.
@usableFromInline package enum QoS: RawRepresentable, Comparable, Sendable {
    case atMostOnce
    case atLeastOnce
    case exactlyOnce

    /// Nil for 3, which no packet may bear `[MQTT-3.3.1-4]`.
    @inlinable package init?(rawValue: UInt8) {
        switch rawValue {
        case 0: self = .atMostOnce
        case 1: self = .atLeastOnce
        case 2: self = .exactlyOnce
        default: return nil
        }
    }

    /// As the wire has it.
    @inlinable package var rawValue: UInt8 {
        switch self {
        case .atMostOnce: 0
        case .atLeastOnce: 1
        case .exactlyOnce: 2
        }
    }

    @inlinable package static func == (left: QoS, right: QoS) -> Bool {
        left.rawValue == right.rawValue
    }

    @inlinable package static func < (left: QoS, right: QoS) -> Bool {
        left.rawValue < right.rawValue
    }

    @inlinable package static func > (left: QoS, right: QoS) -> Bool { right < left }
}
