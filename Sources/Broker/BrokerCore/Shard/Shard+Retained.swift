import MQTTTopics

/// Retained messages that expire: they must not only stay unsent, but go `[MQTT-3.3.2-5]`.
extension Shard {
    /// Removes an expired message, wherever it was met.
    func forgetRetained(_ message: StoredMessage) {
        guard retained.remove(message) else { return }
        if journals { record(.retainedRemoved(topic: Array(message.bytes[message.topic]))) }
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
