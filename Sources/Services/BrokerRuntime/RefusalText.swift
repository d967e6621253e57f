import BrokerCore
import FaultCatalogue
import MQTTPackets

/// Why CONNECT was refused: the rule and the cure. What authentication refused is told by it.
enum RefusalText {
    /// Nil where authentication has told already.
    static func line(_ reason: RefusalReason) -> String? {
        sentence(about: reason).map { "\($0) [\(reason.faultID.rawValue)]" }
    }

    private static func sentence(about reason: RefusalReason) -> String? {
        switch reason {
        case .foreign(let foreign):
            sentence(about: ForeignText.finding(for: foreign, place: nil, speaksTLS: false))
        case .malformed(.malformed(let field))
        where field == .fixedHeaderFlags || field == .packetType:
            "malformed packet: its \(field.rawValue) is no CONNECT; a TLS client must connect to a "
                + "TLS listener"
        case .malformed(.unsupportedProtocolVersion(let level)):
            "it asks for protocol level \(level & 0x7F), which nobody specified; let it speak "
                + "MQTT 5, 3.1.1 or 3.1 (-V)"
        case .malformed(let error):
            "malformed CONNECT: \(error); correct or renew the client's MQTT library"
        case .clientIDNotAllowed:
            "the client identifier is empty or too long; give one (-i), or connect with a clean "
                + "session and allow_zero_length_clientid true"
        case .sessionOfAnotherUser:
            "the session of this client identifier belongs to another user name; connect as that "
                + "user or choose another identifier (-i)"
        case .keepAliveTooLong(0, let max):
            "it asks for no keep alive, but max_keepalive is \(max) s; ask for so much (-k)"
        case .keepAliveTooLong(let seconds, let max):
            "keep alive \(seconds) s is above max_keepalive \(max) s; ask for less (-k)"
        case .tooManySessions(let max):
            "the broker holds its maximum of \(max) sessions; raise global_max_clients"
        case .journalFull(let waitingBytes):
            "its session or will must be kept, and \(waitingBytes) bytes are not on disk yet; the "
                + "disk is too slow, or takes nothing: then the log says why"
        case .unexpectedPacket(let type):
            "it sent \("\(type)".uppercased()) during its authentication; only AUTH and DISCONNECT "
                + "may come before CONNACK [MQTT-3.1.2-30]"
        case .authenticationBroken(let fault): sentence(about: fault)
        case .retainNotAvailable:
            "its will is retained, but retain_available is false; leave RETAIN out"
        case .qosNotAvailable(let max):
            "its will has a QoS above \(max.rawValue), the max_qos of its listener; give it a "
                + "lower one"
        case .payloadFormatInvalid:
            "its will is said to be UTF-8, but is not (check_payload_format); encode it"
        case .willTooLong(let limitBytes):
            "its will has more than \(limitBytes) bytes, the message_size_limit; make it shorter"
        case .clientIDOfAnother(let userName): IdentityText.clientIDOfAnother(userName: userName)
        case .lapsed, .certificateInUse, .badUserNameOrPassword, .notAuthorized,
            .authenticationMethodUnknown:
            nil
        }
    }

    private static func sentence(about finding: Finding) -> String {
        "\(finding.what); \(finding.cure)"
    }

    /// What is wrong with an AUTH packet.
    static func sentence(about fault: AuthenticationFault) -> String {
        switch fault {
        case .noMethodInConnect:
            "it sent AUTH, but its CONNECT named no authentication method [MQTT-4.12.0-7]"
        case .otherMethod(let method, let agreed):
            "its AUTH names \(method.map { "method '\($0)'" } ?? "no method"), but CONNECT named "
                + "'\(agreed)' [MQTT-4.12.0-5]"
        case .unexpectedReason(let reasonCode):
            "it sent AUTH with reason \(reasonCode.rawValue) when none such was due; 24 continues "
                + "an exchange, 25 begins another one after CONNACK [MQTT-4.12.1-1]"
        }
    }
}
