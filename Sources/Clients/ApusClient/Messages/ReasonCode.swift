internal import MQTTPackets

/// A broker's answer in one byte (MQTT 5 section 2.4); 0x80 and above are failures.
///
/// The answers of MQTT 3.1 and 3.1.1 are given in MQTT 5's words.
public struct ReasonCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The byte on the wire.
    public let rawValue: UInt8

    /// Any byte; the specification need not know it.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Whether the operation failed.
    public var isError: Bool { rawValue >= 0x80 }

    /// The operation succeeded.
    public static let success = ReasonCode(rawValue: 0x00)
    /// The broker took the message, but nobody subscribes to its topic.
    public static let noMatchingSubscribers = ReasonCode(rawValue: 0x10)
    /// The protocol version is not supported.
    public static let unsupportedProtocolVersion = ReasonCode(rawValue: 0x84)
    /// The client identifier is not allowed.
    public static let clientIdentifierNotValid = ReasonCode(rawValue: 0x85)
    /// The user name or the password is wrong.
    public static let badUserNameOrPassword = ReasonCode(rawValue: 0x86)
    /// The client may not do that.
    public static let notAuthorized = ReasonCode(rawValue: 0x87)
    /// The broker is not available.
    public static let serverUnavailable = ReasonCode(rawValue: 0x88)
    /// The broker does not offer the authentication method.
    public static let badAuthenticationMethod = ReasonCode(rawValue: 0x8C)
    /// The broker heard nothing for longer than the keep-alive.
    public static let keepAliveTimeout = ReasonCode(rawValue: 0x8D)
    /// Another connection uses the same client identifier now.
    public static let sessionTakenOver = ReasonCode(rawValue: 0x8E)
    /// The packet exceeds what the receiver accepts.
    public static let packetTooLarge = ReasonCode(rawValue: 0x95)
    /// A quota of the broker is used up.
    public static let quotaExceeded = ReasonCode(rawValue: 0x97)

    /// The specification's name, or the byte in hexadecimal.
    public var description: String { ReasonCode.names[rawValue] ?? hexadecimal }

    /// The byte as `0x87`.
    var hexadecimal: String {
        let digits = String(rawValue, radix: 16, uppercase: true)
        return "0x" + (digits.count == 1 ? "0" : "") + digits
    }

    /// What the wire says.
    init(_ wire: MQTTPackets.ReasonCode) { self.init(rawValue: wire.rawValue) }

    private static let names: [UInt8: String] = [
        0x00: "success", 0x01: "granted QoS 1", 0x02: "granted QoS 2",
        0x04: "disconnect with will message", 0x10: "no matching subscribers",
        0x11: "no subscription existed", 0x18: "continue authentication",
        0x19: "re-authenticate", 0x80: "unspecified error", 0x81: "malformed packet",
        0x82: "protocol error", 0x83: "implementation specific error",
        0x84: "unsupported protocol version", 0x85: "client identifier not valid",
        0x86: "bad user name or password", 0x87: "not authorized", 0x88: "server unavailable",
        0x89: "server busy", 0x8A: "banned", 0x8B: "server shutting down",
        0x8C: "bad authentication method", 0x8D: "keep alive timeout",
        0x8E: "session taken over", 0x8F: "topic filter invalid", 0x90: "topic name invalid",
        0x91: "packet identifier in use", 0x92: "packet identifier not found",
        0x93: "receive maximum exceeded", 0x94: "topic alias invalid",
        0x95: "packet too large", 0x96: "message rate too high", 0x97: "quota exceeded",
        0x98: "administrative action", 0x99: "payload format invalid",
        0x9A: "retain not supported", 0x9B: "QoS not supported", 0x9C: "use another server",
        0x9D: "server moved", 0x9E: "shared subscriptions not supported",
        0x9F: "connection rate exceeded", 0xA0: "maximum connect time",
        0xA1: "subscription identifiers not supported",
        0xA2: "wildcard subscriptions not supported",
    ]
}
