/// An alert by which the other side ended TLS (RFC 8446 section 6.2).
enum PeerAlert: UInt8, CaseIterable, Sendable {
    case unexpectedMessage = 10
    case handshakeFailure = 40
    case badCertificate = 42
    case unsupportedCertificate = 43
    case certificateRevoked = 44
    case certificateExpired = 45
    case certificateUnknown = 46
    case illegalParameter = 47
    case unknownAuthority = 48
    case accessDenied = 49
    case decodeError = 50
    case decryptError = 51
    case protocolVersion = 70
    case insufficientSecurity = 71
    case internalError = 80
    case userCanceled = 90
    case unrecognizedName = 112
    case unknownPSKIdentity = 115
    case certificateRequired = 116
    case noApplicationProtocol = 120

    /// The alert's name in the standard's words.
    var name: String {
        switch self {
        case .unexpectedMessage: "unexpected message"
        case .handshakeFailure: "handshake failure"
        case .badCertificate: "bad certificate"
        case .unsupportedCertificate: "unsupported certificate"
        case .certificateRevoked: "certificate revoked"
        case .certificateExpired: "certificate expired"
        case .certificateUnknown: "certificate unknown"
        case .illegalParameter: "illegal parameter"
        case .unknownAuthority: "unknown ca"
        case .accessDenied: "access denied"
        case .decodeError: "decode error"
        case .decryptError: "decrypt error"
        case .protocolVersion: "protocol version"
        case .insufficientSecurity: "insufficient security"
        case .internalError: "internal error"
        case .userCanceled: "user canceled"
        case .unrecognizedName: "unrecognized name"
        case .unknownPSKIdentity: "unknown psk identity"
        case .certificateRequired: "certificate required"
        case .noApplicationProtocol: "no application protocol"
        }
    }

    /// Reads BoringSSL's words, the only place where it tells of an alert.
    init?(errorText text: String) {
        guard let range = text.firstRange(of: "_ALERT_") else { return nil }
        let words = text[range.upperBound...].prefix { $0.isLetter || $0 == "_" }
        let name = words.lowercased().split(separator: "_").joined(separator: " ")
        guard let alert = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = alert
    }
}
