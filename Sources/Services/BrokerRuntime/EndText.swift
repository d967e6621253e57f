import BrokerCore
import FaultCatalogue
import MQTTPackets

/// Why a connection ended, in one line.
enum EndText {
    static func line(
        who: String, clientID: String?, _ reason: EndReason
    ) -> (type: LogTypes, text: String)? {
        let type: LogTypes =
            switch reason {
            case .queueStayedFull, .journalStayedFull, .answersNotRead: .warning
            default: .notice
            }
        return switch reason {
        case .refused, .lapsed: nil
        case .disconnected: (type, "Client \(clientID ?? "<unknown>") disconnected.")
        case .connectionLost: (type, "Client \(who) closed its connection.")
        case .keepAliveExceeded: (type, "Client \(who) has exceeded timeout, disconnecting.")
        case .malformed(let error):
            (type, "Client \(who) disconnected due to malformed packet: \(error).")
        case .takenOver:
            (
                type,
                "Client \(who) already connected, closing old connection: another client uses the "
                    + "same client identifier; give each its own (-i) "
                    + "[\(FaultID.takenOver.rawValue)]"
            )
        case .unexpectedPacket(let packet):
            (
                type,
                "Client \(who) disconnected due to protocol error: \(name(of: packet)) must not "
                    + "come here [MQTT-3.1.0-1]."
            )
        case .authenticationBroken(let fault):
            (type, "Client \(who) disconnected: \(RefusalText.sentence(about: fault)).")
        case .connectDeadlineExceeded:
            (
                type,
                "Client \(who) disconnected: \(cause(of: reason)) [\(FaultID.notMQTT.rawValue)]"
            )
        case .reauthenticationFailed, .reauthenticatedAsAnother, .receiveMaximumExceeded,
            .topicAliasInvalid,
            .qosNotSupported, .payloadFormatInvalid, .topicTooDeep,
            .retainNotSupported, .queueStayedFull, .journalStayedFull, .answersNotRead,
            .answerTooLarge,
            .serverShutsDown:
            (type, "Client \(who) disconnected: \(cause(of: reason)).")
        }
    }

    /// What the client did, by which rule that ends its connection, and what cures it.
    private static func cause(of reason: EndReason) -> String {
        switch reason {
        case .connectDeadlineExceeded:
            "no complete CONNECT in time; check that it is an MQTT client and speaks TLS exactly "
                + "where this listener does"
        case .reauthenticationFailed:
            "it could not prove again who it is; connect anew with the right credentials "
                + "[MQTT-4.12.1-2]"
        case .reauthenticatedAsAnother(let userName):
            "it authenticated again as \(userName.map { "user '\($0)'" } ?? "nobody"), but its "
                + "session is another user's; connect anew as that user"
        case .receiveMaximumExceeded(let max):
            "it sent more than \(max) messages before the first was acknowledged; the client must "
                + "send fewer at once, or raise max_inflight_messages [MQTT-3.3.4-7]"
        case .topicAliasInvalid(let max):
            "it used a topic alias above \(max), the maximum that CONNACK named [MQTT-3.2.2-17]"
        case .qosNotSupported(let max):
            "it published with a QoS above \(max.rawValue), the max_qos of its listener "
                + "[MQTT-3.2.2-11]"
        case .payloadFormatInvalid:
            "its payload is said to be UTF-8, but is not (check_payload_format)"
        case .topicTooDeep(let levelsMax):
            "a topic name has more than \(levelsMax) levels, the limit"
        case .retainNotSupported:
            "it published a retained message, but retain_available is false"
        case .journalStayedFull:
            "what it published could not be written to disk for too long; the log says why, and "
                + "it may come again"
        case .queueStayedFull:
            "a session that wants its messages stayed full; raise max_queued_messages or let that "
                + "subscriber catch up. Nothing that was acknowledged is lost"
        case .answersNotRead(let limitBytes):
            "it asks but does not read; \(limitBytes) bytes of answers wait for it, the limit"
        case .answerTooLarge(let packet, let clientLimitBytes):
            "\(name(of: packet)) is longer than the \(clientLimitBytes) bytes that it takes "
                + "(Maximum Packet Size)"
        case .serverShutsDown: "the broker stops"
        case .disconnected, .connectionLost, .keepAliveExceeded, .takenOver, .malformed,
            .unexpectedPacket, .refused, .lapsed, .authenticationBroken:
            "it has gone"
        }
    }

    private static func name(of type: PacketType) -> String { "\(type)".uppercased() }
}
