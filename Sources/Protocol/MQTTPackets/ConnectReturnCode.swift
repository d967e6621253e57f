/// The answer to CONNECT before MQTT 5 (MQTT 3.1.1 section 3.2.2.3).
package enum ConnectReturnCode: UInt8, Sendable, CaseIterable {
    case accepted = 0
    case unacceptableProtocolVersion = 1
    case identifierRejected = 2
    case serverUnavailable = 3
    case badUserNameOrPassword = 4
    case notAuthorized = 5
}

extension ReasonCode {
    /// The reason code that says the same as a return code of MQTT 3.1 and 3.1.1.
    package init(_ returnCode: ConnectReturnCode) {
        switch returnCode {
        case .accepted: self = .success
        case .unacceptableProtocolVersion: self = .unsupportedProtocolVersion
        case .identifierRejected: self = .clientIdentifierNotValid
        case .serverUnavailable: self = .serverUnavailable
        case .badUserNameOrPassword: self = .badUserNameOrPassword
        case .notAuthorized: self = .notAuthorized
        }
    }

    /// What a CONNACK before MQTT 5 says instead: the nearest of its six return codes.
    package var connectReturnCode: ConnectReturnCode {
        switch self {
        case .unsupportedProtocolVersion: .unacceptableProtocolVersion
        case .clientIdentifierNotValid: .identifierRejected
        case .badUserNameOrPassword, .badAuthenticationMethod: .badUserNameOrPassword
        case .notAuthorized, .banned: .notAuthorized
        default: isError ? .serverUnavailable : .accepted
        }
    }
}
