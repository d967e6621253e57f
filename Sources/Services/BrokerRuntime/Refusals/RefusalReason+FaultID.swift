import BrokerCore
import FaultCatalogue
import MQTTPackets

extension RefusalReason {
    /// The fault that the catalogue explains.
    var faultID: FaultID {
        switch self {
        case .foreign(let foreign):
            ForeignText.finding(for: foreign, place: nil, speaksTLS: false).id
        case .malformed(.unsupportedProtocolVersion(_)): .versionRefused
        case .malformed(.malformed(.packetType)), .malformed(.malformed(.fixedHeaderFlags)):
            .notMQTT
        case .clientIDNotAllowed, .clientIDOfAnother: .clientIDRefused
        case .lapsed(let lapse): lapse.faultID
        case .certificateInUse: .identityNotAllowed
        case .sessionOfAnotherUser, .notAuthorized: .notAuthorized
        case .badUserNameOrPassword: .credentialsRefused
        case .keepAliveTooLong: .keepAliveRefused
        case .tooManySessions, .journalFull: .brokerUnavailable
        case .malformed, .authenticationMethodUnknown, .unexpectedPacket, .authenticationBroken,
            .retainNotAvailable, .qosNotAvailable, .payloadFormatInvalid, .willTooLong:
            .connectRefused
        }
    }
}
