package import MQTTPackets
package import MQTTSessions
package import MQTTTopics

/// What a journal holds when the broker starts.
package struct StoredState: Sendable {
    package var sessions: [StoredSession] = []
    package var retained: [StoredMessage] = []
    /// How many sessions wait for a message, for those that more than one waits for.
    package var recipientCounts: [UInt64: Int] = [:]
    /// The highest numbers ever given.
    package var lastSessionNumber: UInt64 = 0
    package var lastMessageNumber: UInt64 = 0

    /// Nothing is kept yet.
    package init() {}
}

/// A session as it is kept.
package struct StoredSession: Sendable {
    /// A subscription as it was granted.
    package struct Subscription: Sendable {
        package let filter: [UInt8]
        package let options: UInt8
        /// 0 for none.
        package let identifier: UInt32

        /// A subscription as it was granted.
        package init(filter: [UInt8], options: UInt8, identifier: UInt32) {
            self.filter = filter
            self.options = options
            self.identifier = identifier
        }
    }

    package var record: SessionRecord
    package var subscriptions: [Subscription] = []
    /// Identifiers of QoS 2 messages whose PUBREL has not come.
    package var received: [PacketID] = []
    /// The first messages that were sent, or may have been, in the order of ordinals: up to the
    /// last one that was released, and beyond it as many as a window takes. What was sent beyond
    /// them waits; its packet identifier follows from the ordinal.
    package var inFlight: [StoredDelivery] = []
    /// The messages beyond those, in the order of ordinals; none when there are any in `resident`.
    package var waiting: [PagedMessage] = []
    /// The messages beyond those in flight, in the order of ordinals, when any of the session's
    /// messages came by a shared subscription: others may have to take them at any time.
    package var resident: [StoredDelivery] = []
    /// The highest ordinal among all of them and what was sent; 0 for none.
    package var lastOrdinal: UInt64 = 0

    /// A session for which nothing waits.
    package init(record: SessionRecord) { self.record = record }
}

/// A message that waits for one session.
package struct StoredDelivery: Sendable {
    package let number: UInt64
    package let message: StoredMessage
    package let recipient: Recipient
    /// Whether the client has taken the QoS 2 message, so that PUBREL is owed.
    package let isReleased: Bool

    /// A message that waits for one session.
    package init(
        number: UInt64, message: StoredMessage, recipient: Recipient, isReleased: Bool
    ) {
        self.number = number
        self.message = message
        self.recipient = recipient
        self.isReleased = isReleased
    }
}
