// A table: the specification's words for every reason code, and who may send it.

extension ReasonCode: CustomStringConvertible {
    /// The code in the specification's words.
    @usableFromInline package var description: String {
        switch rawValue {
        case 0x00: "Success"
        case 0x01: "Granted QoS 1"
        case 0x02: "Granted QoS 2"
        case 0x04: "Disconnect with Will Message"
        case 0x10: "No matching subscribers"
        case 0x11: "No subscription existed"
        case 0x18: "Continue authentication"
        case 0x19: "Re-authenticate"
        case 0x80: "Unspecified error"
        case 0x81: "Malformed Packet"
        case 0x82: "Protocol Error"
        case 0x83: "Implementation specific error"
        case 0x84: "Unsupported Protocol Version"
        case 0x85: "Client Identifier not valid"
        case 0x86: "Bad User Name or Password"
        case 0x87: "Not authorized"
        case 0x88: "Server unavailable"
        case 0x89: "Server busy"
        case 0x8A: "Banned"
        case 0x8B: "Server shutting down"
        case 0x8C: "Bad authentication method"
        case 0x8D: "Keep Alive timeout"
        case 0x8E: "Session taken over"
        case 0x8F: "Topic Filter invalid"
        case 0x90: "Topic Name invalid"
        case 0x91: "Packet Identifier in use"
        case 0x92: "Packet Identifier not found"
        case 0x93: "Receive Maximum exceeded"
        case 0x94: "Topic Alias invalid"
        case 0x95: "Packet too large"
        case 0x96: "Message rate too high"
        case 0x97: "Quota exceeded"
        case 0x98: "Administrative action"
        case 0x99: "Payload format invalid"
        case 0x9A: "Retain not supported"
        case 0x9B: "QoS not supported"
        case 0x9C: "Use another server"
        case 0x9D: "Server moved"
        case 0x9E: "Shared Subscriptions not supported"
        case 0x9F: "Connection rate exceeded"
        case 0xA0: "Maximum connect time"
        case 0xA1: "Subscription Identifiers not supported"
        case 0xA2: "Wildcard Subscriptions not supported"
        default: "Unknown reason code 0x" + String(rawValue, radix: 16, uppercase: true)
        }
    }

    /// Whether a packet of that type may bear this code (MQTT 5 table 2-6).
    ///
    /// CONNACK and DISCONNECT may bear any specified error: the reason for a refusal must not be
    /// lost because the peer chose an unusual one.
    package func isLegal(in type: PacketType) -> Bool {
        if rawValue == 0 { return true }
        return switch type {
        case .connack: isSpecifiedError
        case .disconnect: isSpecifiedError || rawValue == 0x04
        case .puback, .pubrec:
            switch rawValue {
            case 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99: true
            default: false
            }
        case .pubrel, .pubcomp: rawValue == 0x92
        case .suback:
            switch rawValue {
            case 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2: true
            default: false
            }
        case .unsuback:
            switch rawValue {
            case 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91: true
            default: false
            }
        case .auth: rawValue == 0x18 || rawValue == 0x19
        default: false
        }
    }

    private var isSpecifiedError: Bool { rawValue >= 0x80 && rawValue <= 0xA2 }
}
