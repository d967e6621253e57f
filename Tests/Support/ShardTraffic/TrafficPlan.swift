package import MQTTPackets

/// Who sends what to whom in each round of ``ShardTraffic``.
package struct TrafficPlan: Sendable {
    /// Topics; each has one publisher.
    package var topicCount = 1
    /// Receivers of each topic; the one of all topics when ``isFanIn``.
    package var receiversPerTopic = 1
    /// Whether one receiver takes all topics, by a filter with a wildcard.
    package var isFanIn = false
    /// Messages that a publisher sends in one piece.
    package var burst = 20
    /// Both the publishers' quality of service and the subscriptions'.
    package var qos = QoS.atMostOnce
    /// The protocol of the publishers.
    package var publisherVersion = ProtocolVersion.v311
    /// The protocol of the receivers.
    package var receiverVersion = ProtocolVersion.v311
    /// Bytes of application message.
    package var payloadBytes = 64
    /// Messages under way to one receiver; what is more of a burst waits in its queue.
    package var inflightMax: UInt16 = 65_535
    /// Whether receivers keep their sessions.
    package var isKept = false
    /// Two: every message crosses from its publisher's shard to its receivers'.
    package var shardCount = 1

    /// One publisher, one receiver, QoS 0, MQTT 3.1.1.
    package init() {}

    /// That plan with changes.
    package init(_ change: (inout TrafficPlan) -> Void) { change(&self) }

    /// Messages that receivers get in one round.
    package var deliveriesPerRound: Int {
        topicCount * burst * (isFanIn ? 1 : receiversPerTopic)
    }
}
