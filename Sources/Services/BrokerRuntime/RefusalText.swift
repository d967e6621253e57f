import BrokerCore
import MQTTPackets

/// Why CONNECT was refused: the rule and the cure. What authentication refused is told by it.
enum RefusalText {
    static func refusal(_ reason: RefusalReason) -> String? {
        switch reason {
        case .malformed(.malformed(let field))
        where field == .fixedHeaderFlags || field == .packetType:
            "malformed packet: its \(field.rawValue) is no CONNECT; a TLS client must connect to a "
                + "TLS listener."
        case .malformed(let error): "malformed CONNECT: \(error)."
        case .clientIDNotAllowed:
            "the client identifier is empty or too long; give one (-i), or connect with a clean "
                + "session and allow_zero_length_clientid true."
        case .sessionOfAnotherUser:
            "the session of this client identifier belongs to another user name; connect as that "
                + "user or choose another identifier (-i)."
        case .keepAliveTooLong(0, let max):
            "keep alive 0, which means none, is not allowed; ask for 1 to \(max) s (-k), "
                + "max_keepalive."
        case .keepAliveTooLong(let seconds, let max):
            "keep alive \(seconds) s is above max_keepalive \(max) s; ask for less (-k)."
        case .tooManySessions(let max):
            "the broker holds its maximum of \(max) sessions; raise global_max_clients."
        case .authenticationMethodUnknown(let method):
            "authentication method '\(method)' is not offered; connect without one."
        case .retainNotAvailable: "its will is retained, but retain_available is false."
        case .badUserNameOrPassword, .notAuthorized: nil
        }
    }
}
