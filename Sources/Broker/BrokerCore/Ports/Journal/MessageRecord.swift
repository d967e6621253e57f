package import MQTTPackets
package import MQTTTopics

/// A message and the sessions that it waits for.
package struct MessageRecord: Sendable {
    /// Never given to another message, also after a restart; later messages have higher numbers.
    package let number: UInt64
    package let message: StoredMessage
    package let recipients: RecipientList

    /// A message and the sessions that it waits for.
    package init(number: UInt64, message: StoredMessage, recipients: RecipientList) {
        self.number = number
        self.message = message
        self.recipients = recipients
    }
}

/// One session's part in a message.
package struct Recipient: Equatable, Sendable {
    package let session: UInt64
    /// Counts the QoS 1 and 2 deliveries of a session; its packet identifier follows from it.
    package let ordinal: UInt64
    /// The lesser of the publisher's and the subscription's quality of service `[MQTT-3.8.4-8]`.
    package let qos: QoS
    /// The RETAIN flag that the receiver sees.
    package let isRetained: Bool
    /// Of all subscriptions that matched `[MQTT-3.3.4-3]`.
    package let subscriptionIdentifiers: [UInt32]
    /// The shared subscription for which this session was chosen; empty for none.
    package let sharedFilter: [UInt8]

    /// One session's part in a message.
    package init(
        session: UInt64, ordinal: UInt64, qos: QoS, isRetained: Bool,
        subscriptionIdentifiers: [UInt32], sharedFilter: [UInt8]
    ) {
        self.session = session
        self.ordinal = ordinal
        self.qos = qos
        self.isRetained = isRetained
        self.subscriptionIdentifiers = subscriptionIdentifiers
        self.sharedFilter = sharedFilter
    }
}
