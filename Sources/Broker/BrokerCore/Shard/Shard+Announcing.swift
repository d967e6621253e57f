import MQTTPackets

/// Topics below `$SYS`: the broker alone publishes there `[MQTT-4.7.2-1]`.
extension Shard {
    /// Publishes what the broker says of itself: retained, but never journalled, as the next start
    /// says it anew.
    package func announce(_ payload: String, on topic: String, now: MonotonicTime) {
        precondition(Self.isReserved(topic.utf8.span), "the broker speaks below $SYS alone")
        self.now = now
        let owned = Publication.Owned(
            topic: topic, properties: [], payload: Array(payload.utf8), qos: .atMostOnce,
            isRetained: true, expirySeconds: nil)
        let publication = owned.publication(now: now)
        if settings.isRetainAvailable {
            _ = retained.set(
                makeStored(publication, in: owned.bytes.span), max: nil, isJournalled: false)
        }
        _ = route(publication, in: owned.bytes.span, from: nil)
    }

    /// Whether clients may not publish on the topic.
    static func isReserved(_ topic: Span<UInt8>) -> Bool {
        topic.count >= 4 && topic[0] == UInt8(ascii: "$") && topic[1] == UInt8(ascii: "S")
            && topic[2] == UInt8(ascii: "Y") && topic[3] == UInt8(ascii: "S")
            && (topic.count == 4 || topic[4] == UInt8(ascii: "/"))
    }
}
