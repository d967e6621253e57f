import MQTTTopics

/// Retained messages that expire: they must not only stay unsent, but go `[MQTT-3.3.2-5]`.
extension Shard {
    /// Removes an expired message, wherever it was met.
    func forgetRetained(_ message: StoredMessage) {
        guard let serial = retained.remove(message), journals else { return }
        record(.retainedRemoved(topic: Array(message.bytes[message.topic]), serial: serial))
    }

    /// Whether a retained message must wait, for it cannot be noted that the journal is to hear of
    /// it.
    var mustWaitToRetain: Bool {
        isJournalFull && unwrittenTopics.bytes > settings.limits.journalBytesMax / 4
    }

    /// The journal has room again: it hears of what was retained at QoS 0 meanwhile, as far as it
    /// takes it.
    func recordUnwritten() {
        while !isJournalFull, let topic = unwrittenTopics.popFirst() {
            let (message, serial) = retained.current(topic.span)
            if let message {
                record(.retained(message, serial: serial))
            } else {
                record(.retainedRemoved(topic: topic, serial: serial))
            }
        }
    }

    /// This shard kept a message that expires some day: it looks for such from now on.
    func beginRetainedSweep() {
        if retainedSweep == nil { retainedSweep = .everyTopic() }
    }

    /// Looks at the next slice of the retained messages, and stops when none expires any more.
    func sweepRetained() {
        guard var cursor = retainedSweep else { return }
        if !retained.hasExpiring {
            retainedSweep = nil
            return
        }
        sweptMessages.removeAll(keepingCapacity: true)
        retained.match(&cursor, limit: Self.sweptMessagesMax, into: &sweptMessages)
        retainedSweep = cursor.isFinished ? .everyTopic() : cursor
        for message in sweptMessages where hasExpired(message) { forgetRetained(message) }
        sweptMessages.removeAll(keepingCapacity: true)
    }

    /// Messages of a slice; there is one slice a second.
    private static let sweptMessagesMax = 256
}
