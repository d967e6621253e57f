package import MQTTPackets
package import MQTTTopics

/// A message on its way to one session: what the session must send, now or after it returns.
package struct Delivery: Sendable {
    package let message: StoredMessage
    /// The lesser of the publisher's and the subscription's quality of service `[MQTT-3.8.4-8]`.
    package let qos: QoS
    /// The RETAIN flag that the receiver sees.
    package let isRetained: Bool
    /// The identifiers of all subscriptions that matched `[MQTT-3.3.4-3]`.
    package let subscriptionIdentifiers: [UInt32]
    /// The shared subscription for which this session was chosen, as `$share/NAME/FILTER`; empty
    /// for none.
    package let sharedFilter: [UInt8]
    /// The message's number in the journal; 0 when it is not kept there.
    package var number: UInt64 = 0
    /// Counts the deliveries that the journal keeps of one session, from 1 upwards; 0 for others.
    package var ordinal: UInt64 = 0
    /// What must be durable before a message of QoS 2, or of another shard's client, may leave.
    package var point = JournalPoint.none

    /// A message and how it is to be sent.
    package init(
        message: StoredMessage, qos: QoS, isRetained: Bool, subscriptionIdentifiers: [UInt32],
        sharedFilter: [UInt8] = []
    ) {
        self.message = message
        self.qos = qos
        self.isRetained = isRetained
        self.subscriptionIdentifiers = subscriptionIdentifiers
        self.sharedFilter = sharedFilter
    }

    /// Whether the message came by a shared subscription, so that another member could take it.
    @inline(__always)
    package var isShared: Bool { !sharedFilter.isEmpty }
}
