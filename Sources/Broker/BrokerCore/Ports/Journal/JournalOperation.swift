package import MQTTPackets
package import MQTTTopics

/// A fact that must outlive the process before what depends on it is acknowledged.
package enum JournalOperation: Sendable {
    /// A session that is to be kept, or whose will is: it is new, or something of it changed.
    /// Beside the operations, which are many, for it is large.
    indirect case session(SessionRecord)
    /// The session is gone, and with it its subscriptions and the identifiers received.
    case sessionEnded(UInt64)
    case subscribed(session: UInt64, filter: [UInt8], options: UInt8, identifier: UInt32)
    case unsubscribed(session: UInt64, filter: [UInt8])
    /// The message waits for these sessions, in their queues or in flight. A session among them
    /// may have ended meanwhile.
    case owed(MessageRecord)
    /// The session took its QoS 2 message: PUBREL is owed in the place of PUBLISH
    /// `[MQTT-4.3.3-4]`.
    case released(message: UInt64, session: UInt64)
    /// The session is done with the message; others still wait for it.
    case settled(message: UInt64, session: UInt64)
    /// The last session is done with the message.
    case finished(message: UInt64)
    /// A QoS 2 message of that identifier was taken; its PUBREL has not come.
    case received(session: UInt64, PacketID)
    /// PUBREL has come for the identifier.
    case completed(session: UInt64, PacketID)
    /// The last retained message of its topic. Serials of all shards count together: of two
    /// changes to one topic the higher one holds, whichever comes first.
    case retained(StoredMessage, serial: UInt64)
    case retainedRemoved(topic: [UInt8], serial: UInt64)
}

/// Operations of one shard that become durable together or not at all.
package struct JournalBatch: Sendable {
    package let shard: Int
    /// Rises with the batches of a shard; a number that is left out held nothing.
    package let number: UInt64
    package let operations: [JournalOperation]

    /// The operations of one shard that become durable together.
    package init(shard: Int, number: UInt64, operations: [JournalOperation]) {
        self.shard = shard
        self.number = number
        self.operations = operations
    }
}
