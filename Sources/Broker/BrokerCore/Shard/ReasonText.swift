import MQTTPackets

/// What a client is told in words that asked for it: why, and what helps. One sentence each.
enum ReasonText {
    /// For a DISCONNECT.
    static func sentence(_ reason: EndReason, _ reasonCode: ReasonCode) -> String {
        switch reason {
        case .takenOver:
            "Another client connected with this client identifier; give each client its own."
        case .keepAliveExceeded:
            "Nothing came for one and a half times the keep alive; send PINGREQ in time."
        case .malformed(let error): "\(error); check the client's MQTT 5 encoding.".capitalizedFirst
        case .unexpectedPacket(let type):
            "\("\(type)".uppercased()) must not come here; check the client's sequence of packets."
        case .receiveMaximumExceeded(let max):
            "More than \(max) messages were not acknowledged yet; heed the Receive Maximum."
        case .topicAliasInvalid(let max):
            "The topic alias is above \(max); heed the Topic Alias Maximum of CONNACK."
        case .qosNotSupported(let max):
            "Messages are taken up to QoS \(max.rawValue) here; publish with a lower QoS."
        case .payloadFormatInvalid:
            "The payload is said to be UTF-8, but is not; leave the indicator out or encode it."
        case .topicTooDeep(let levelsMax):
            "The topic name has more than \(levelsMax) levels; use fewer."
        case .retainNotSupported:
            "Retained messages are not kept here; publish without RETAIN."
        case .answersNotRead(let limitBytes):
            "More than \(limitBytes) bytes of answers wait for this client; read them."
        case .answerTooLarge(let type, let limitBytes):
            "\("\(type)".uppercased()) is longer than \(limitBytes) bytes; allow longer packets."
        case .authenticationBroken:
            "AUTH breaks the rules of the exchange; see MQTT 5 section 4.12."
        case .reauthenticationFailed, .reauthenticatedAsAnother:
            "The client did not prove again who it is; connect anew as the right user."
        case .lapsed(let lapse): sentence(lapse)
        case .serverShutsDown: "The broker stops; connect again later."
        default: sentence(reasonCode)
        }
    }

    /// For a CONNACK that refuses.
    static func sentence(_ reason: RefusalReason) -> String {
        switch reason {
        case .malformed(let error): "\(error); correct the CONNECT.".capitalizedFirst
        case .foreign: "This is no MQTT; check address and port."
        case .clientIDNotAllowed: "The client identifier is empty or too long; send another one."
        case .sessionOfAnotherUser:
            "The client identifier's session belongs to another user; use another identifier."
        case .badUserNameOrPassword: "User name or password is wrong; check both."
        case .authenticationMethodUnknown:
            "The authentication method is not offered here; connect by another one, or none."
        case .unexpectedPacket, .authenticationBroken:
            "Only the AUTH that is due may come before CONNACK; see MQTT 5 section 4.12."
        case .notAuthorized: "This client may not connect here; ask the operator for access."
        case .lapsed(let lapse): sentence(lapse)
        case .clientIDOfAnother:
            "The client identifier must be the user name or begin with it; use such a one."
        case .certificateInUse:
            "Another client is connected with this certificate; give each client its own."
        case .keepAliveTooLong(_, let max): "The keep alive must be 1 to \(max) seconds; ask so."
        case .tooManySessions: "The broker holds its maximum of sessions; try again later."
        case .journalFull: "The broker's disk takes too little just now; try again later."
        case .retainNotAvailable:
            "Retained messages are not kept here; connect with a will without RETAIN."
        case .qosNotAvailable(let max):
            "Messages are taken up to QoS \(max.rawValue) here; give the will a lower QoS."
        case .payloadFormatInvalid:
            "The will is said to be UTF-8, but is not; leave the indicator out or encode it."
        case .willTooLong(let limitBytes):
            "The will has more than \(limitBytes) bytes; send a shorter one."
        }
    }

    private static func sentence(_ lapse: Lapse) -> String {
        switch lapse {
        case .certificateRevoked:
            "The client's certificate was revoked; ask the operator for another one."
        case .certificateExpired:
            "The client's certificate has expired; renew it."
        case .certificateNotTrusted:
            "The client's certificate is trusted no longer; ask the operator for another one."
        case .userUnknown: "The user exists no longer; ask the operator for access."
        case .passwordChanged: "The user's password was changed; connect with the new one."
        case .anonymousNotAllowed: "A user name is needed by now; connect with one."
        }
    }

    /// For an acknowledgement, SUBACK or UNSUBACK.
    static func sentence(_ reasonCode: ReasonCode) -> String {
        switch reasonCode {
        case .quotaExceeded:
            "A limit of the broker is reached, such as a full queue; try again later or with less."
        case .payloadFormatInvalid:
            "The payload is said to be UTF-8, but is not; leave the indicator out or encode it."
        case .packetIdentifierNotFound:
            "Nothing is under way with this packet identifier; forget it."
        case .notAuthorized: "This client may not do that; ask the operator for access."
        case .topicFilterInvalid: "The topic filter has too many levels; use fewer."
        default: "\(reasonCode); see the broker's log for the cause."
        }
    }
}

extension String {
    /// The text as the beginning of a sentence.
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
