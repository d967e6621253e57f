/// The protocol level of CONNECT (MQTT 5 section 3.1.2.2).
@usableFromInline package enum ProtocolVersion: RawRepresentable, Sendable {
    case v31
    case v311
    case v5

    /// Nil for a level that nobody specified.
    @inlinable package init?(rawValue: UInt8) {
        switch rawValue {
        case 3: self = .v31
        case 4: self = .v311
        case 5: self = .v5
        default: return nil
        }
    }

    /// As CONNECT has it.
    @inlinable package var rawValue: UInt8 {
        switch self {
        case .v31: 3
        case .v311: 4
        case .v5: 5
        }
    }

    @inlinable package static func == (left: Self, right: Self) -> Bool {
        left.rawValue == right.rawValue
    }

    /// The protocol name that CONNECT carries with this level.
    package var protocolName: String { self == .v31 ? "MQIsdp" : "MQTT" }
}
