extension DecodeError: CustomStringConvertible {
    /// What a v5 CONNACK or DISCONNECT says of it.
    package var reasonCode: ReasonCode {
        switch self {
        case .malformed: .malformedPacket
        case .protocolError(.topicAlias): .topicAliasInvalid  // 0, which none may be
        case .protocolError: .protocolError
        case .packetTooLarge: .packetTooLarge
        case .unsupportedProtocolVersion: .unsupportedProtocolVersion
        }
    }

    /// One line that names the field.
    @usableFromInline package var description: String {
        switch self {
        case .malformed(let field): "malformed packet: \(field.rawValue)"
        case .protocolError(let field): "protocol error: \(field.rawValue)"
        case .packetTooLarge(let limit): "packet larger than \(limit) bytes"
        case .unsupportedProtocolVersion(let level): "unsupported protocol version \(level)"
        }
    }
}
