import MQTTTopics
import Synchronization

/// The retained messages of the whole broker, behind the one lock that shards share.
///
/// Only a retained publication, a new subscription and the sweep come here (docs/decisions/0004).
package final class RetainedStore: Sendable {
    private let tree: Mutex<RetainedTree>
    /// Messages that expire some day; changed under the lock only.
    private let expiring = Atomic<Int>(0)

    /// An empty store; peers must not know the seed.
    package init(seed: UInt64) { tree = Mutex(RetainedTree(seed: seed)) }

    /// Retained messages held.
    package var count: Int { tree.withLock { $0.count } }

    /// Whether any message expires some day.
    var hasExpiring: Bool { expiring.load(ordering: .relaxed) > 0 }

    /// Replaces the message of its topic, or removes it when the payload is empty
    /// `[MQTT-3.3.1-6]`; false when a new topic would exceed `max`.
    func set(_ message: StoredMessage, max: Int?) -> Bool {
        let bytes = message.bytes
        return tree.withLock { tree in
            let topic = bytes.span.extracting(message.topic)
            if message.payload.isEmpty {
                note(removed: tree.remove(topic: topic))
                return true
            }
            if let max, tree.count >= max, tree.message(topic: topic) == nil {
                return false
            }
            note(removed: tree.set(message))
            if message.deadlineNanoseconds != nil { expiring.add(1, ordering: .relaxed) }
            return true
        }
    }

    /// Removes the message, unless another took its place meanwhile; whether it did.
    func remove(_ message: StoredMessage) -> Bool {
        let bytes = message.bytes
        return tree.withLock { tree in
            let topic = bytes.span.extracting(message.topic)
            guard tree.message(topic: topic) === message else { return false }
            note(removed: tree.remove(topic: topic))
            return true
        }
    }

    /// Goes on with the cursor's walk and appends at most `limit` messages.
    func match(
        _ cursor: inout RetainedCursor, limit: Int, into messages: inout [StoredMessage]
    ) {
        tree.withLock { $0.match(cursor: &cursor, limit: limit, into: &messages) }
    }

    private func note(removed message: StoredMessage?) {
        if message?.deadlineNanoseconds != nil { expiring.subtract(1, ordering: .relaxed) }
    }
}
