import BrokerCore
import MQTTPackets
import MQTTTopics

/// Values that a store keeps.
enum Samples {
    static func message(
        _ topic: String = "t", _ payload: String = "p", qos: QoS = .atLeastOnce,
        deadline: UInt64? = nil
    ) -> StoredMessage {
        let topic = Array(topic.utf8)
        let payload = Array(payload.utf8)
        let properties: [UInt8] = [0x01, 0x01]
        return StoredMessage(
            topic: topic.span, properties: properties.span, payload: payload.span, qos: qos,
            deadlineNanoseconds: deadline)
    }

    static func session(
        _ number: UInt64, _ clientID: String? = nil,
        _ presence: SessionRecord.Presence = .away(endsAt: nil, sentOrdinal: 0),
        expirySeconds: UInt32 = .max, will: WillRecord? = nil
    ) -> SessionRecord {
        SessionRecord(
            number: number, clientID: clientID ?? "client\(number)", userName: "user",
            expirySeconds: expirySeconds, presence: presence, will: will)
    }

    static func recipient(
        _ session: UInt64, _ ordinal: UInt64, qos: QoS = .atLeastOnce,
        identifiers: [UInt32] = [], sharedFilter: String = ""
    ) -> Recipient {
        Recipient(
            session: session, ordinal: ordinal, qos: qos, isRetained: false,
            subscriptionIdentifiers: identifiers, sharedFilter: Array(sharedFilter.utf8))
    }

    static func owed(
        _ number: UInt64, _ recipients: [Recipient], _ message: StoredMessage = message()
    ) -> JournalOperation {
        var list = RecipientList()
        for recipient in recipients { list.append(recipient) }
        return .owed(MessageRecord(number: number, message: message, recipients: list))
    }
}
