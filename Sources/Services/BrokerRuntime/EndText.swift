import BrokerCore
import MQTTPackets

/// Why a connection ended, in one line.
enum EndText {
    static func line(
        who: String, clientID: String?, _ reason: EndReason
    ) -> (type: LogTypes, text: String)? {
        switch reason {
        case .disconnected: (.notice, "Client \(clientID ?? "<unknown>") disconnected.")
        case .connectionLost: (.notice, "Client \(who) closed its connection.")
        case .keepAliveExceeded: (.notice, "Client \(who) has exceeded timeout, disconnecting.")
        case .takenOver:
            (
                .notice,
                "Client \(who) already connected, closing old connection: another client uses the "
                    + "same client identifier; give each its own (-i)."
            )
        case .connectDeadlineExceeded:
            (
                .notice,
                "Client \(who) disconnected: no complete CONNECT in time; is it an MQTT client, "
                    + "and does it speak TLS exactly where this listener does?"
            )
        case .malformed(let error): (.notice, malformed(who, error))
        case .unexpectedPacket(let type):
            (
                .notice,
                "Client \(who) disconnected due to protocol error: \(name(of: type)) must not "
                    + "come here [MQTT-3.1.0-1]."
            )
        case .receiveMaximumExceeded(let max):
            (
                .notice,
                "Client \(who) disconnected: more than \(max) unreleased QoS 2 messages, the "
                    + "Receive Maximum that CONNACK named [MQTT-3.3.4-7]."
            )
        case .topicAliasInvalid:
            (
                .notice,
                "Client \(who) disconnected: it used a topic alias, but CONNACK granted none "
                    + "[MQTT-3.2.2-17]."
            )
        case .topicTooDeep(let levelsMax):
            (
                .notice,
                "Client \(who) disconnected: a topic name has more than \(levelsMax) levels, "
                    + "the limit."
            )
        case .retainNotSupported:
            (
                .notice,
                "Client \(who) disconnected: it published a retained message, but "
                    + "retain_available is false."
            )
        case .queueStayedFull:
            (
                .warning,
                "Client \(who) disconnected: a session that wants its messages stayed full; "
                    + "raise max_queued_messages or let that subscriber catch up. Nothing that "
                    + "was acknowledged is lost."
            )
        case .answersNotRead(let limitBytes):
            (
                .warning,
                "Client \(who) disconnected: it asks but does not read; \(limitBytes) bytes of "
                    + "answers wait for it, the limit."
            )
        case .answerTooLarge(let type, let clientLimitBytes):
            (
                .notice,
                "Client \(who) disconnected: \(name(of: type)) is longer than the "
                    + "\(clientLimitBytes) bytes that it takes (Maximum Packet Size)."
            )
        case .refused: nil
        case .serverShutsDown: (.notice, "Client \(who) disconnected: the broker stops.")
        }
    }

    private static func malformed(_ who: String, _ error: DecodeError) -> String {
        "Client \(who) disconnected due to malformed packet: \(error)."
    }

    private static func name(of type: PacketType) -> String { "\(type)".uppercased() }
}
