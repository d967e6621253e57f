import MQTTPackets
import MQTTSessions
import MQTTTopics

/// What a session that ends leaves to the other members of its shared subscriptions
/// (MQTT 5 section 4.8.2).
extension Shard {
    /// Gives other members what was not sent yet, and QoS 1 messages that were not acknowledged. A
    /// QoS 2 message that was sent goes to nobody else `[MQTT-4.8.2-5]`.
    func passOn(from session: Session) {
        if isStopping { return }  // every client is about to leave
        var droppedCount = 0
        for unsettled in session.window.value.unsettled where unsettled.stage == .awaitingPuback {
            guard let delivery = unsettled.delivery, delivery.isShared else { continue }
            if !passOn(delivery) { droppedCount += 1 }
        }
        for delivery in session.queue.value.all where delivery.isShared {
            // After a crash the queue may hold what was sent before it.
            let mayHaveBeenSent =
                delivery.ordinal > 0 && delivery.ordinal <= session.doubtfulOrdinal
            if delivery.qos == .exactlyOnce && mayHaveBeenSent || !passOn(delivery) {
                droppedCount += 1
            }
        }
        if droppedCount > 0 {
            events.append(
                .sharedMessagesDropped(clientID: session.clientID, count: droppedCount))
        }
    }

    /// False when every other member is full: no publisher could be held back any more. Without a
    /// member left the message ends with its last session, as those of any subscription do.
    private func passOn(_ delivery: Delivery) -> Bool {
        let message = delivery.message
        guard let group = shareGroups.group(of: delivery.sharedFilter), !hasExpired(message)
        else { return true }
        let (position, rank) = choose(from: group, for: message.qos)
        if rank > .away { return rank == .unreachable }
        // A crash must not keep it without what its publisher is told of it: that would send it
        // again.
        if !isDurable(delivery.point), Int(delivery.point.shard) != index {
            log.require(delivery.point)
        }
        let publication = Publication(
            topic: message.topic, properties: message.properties, payload: message.payload,
            qos: message.qos, isRetained: delivery.isRetained,
            deadline: message.deadlineNanoseconds.map { MonotonicTime(nanoseconds: $0) },
            source: .record, frameLength: 0, isSenderKept: !isDurable(delivery.point))
        var stored: StoredMessage? = message
        let bytes = message.bytes
        let shards = hand(
            publication, in: bytes.span, to: position, of: group, after: delivery.point,
            keeping: &stored)
        stageAddressed(publication, in: bytes.span, for: shards)
        return true
    }
}
