import MQTTPackets

/// Something that may leave once a batch of the shard's journal is durable.
struct HeldAcknowledgement {
    /// What leaves.
    enum Content {
        /// Everything that waits on the connection, CONNACK first.
        case connection
        /// PUBACK, PUBREC, PUBREL or PUBCOMP.
        case publish(PacketType, PacketID, ReasonCode)
        /// SUBACK, and after it the retained messages.
        case subscribe(PendingSubscription)
        case unsubscribe(UnsubAck)
    }

    /// The connection that it leaves on.
    let slot: ConnectionSlot
    let content: Content
    let batch: UInt64
}

/// Acknowledgements of one shard that wait for its journal, in the order in which they were due
/// `[MQTT-4.6.0-2]`.
struct HeldAcknowledgements {
    private var items: [HeldAcknowledgement] = []
    private var head = 0

    var count: Int { items.count - head }

    mutating func append(_ acknowledgement: HeldAcknowledgement) { items.append(acknowledgement) }

    /// The next one whose batch is durable.
    mutating func popFirst(upTo batch: UInt64) -> HeldAcknowledgement? {
        guard head < items.count, items[head].batch <= batch else { return nil }
        let first = items[head]
        head += 1
        if head == items.count {
            items.removeAll(keepingCapacity: items.capacity <= 4_096)
            head = 0
        } else if head >= 4_096, head * 2 >= items.count {
            items.removeFirst(head)
            head = 0
        }
        return first
    }
}
