import MQTTTopics
import Synchronization

/// The retained messages of the whole broker, behind the one lock that shards share.
///
/// Only a retained publication and a new subscription come here (docs/decisions/0004).
package final class RetainedStore: Sendable {
    private let tree: Mutex<RetainedTree>

    /// An empty store; peers must not know the seed.
    package init(seed: UInt64) { tree = Mutex(RetainedTree(seed: seed)) }

    /// Retained messages held.
    package var count: Int { tree.withLock { $0.count } }

    /// Replaces the message of its topic, or removes it when the payload is empty
    /// `[MQTT-3.3.1-6]`; false when a new topic would exceed `max`.
    func set(_ message: StoredMessage, max: Int?) -> Bool {
        let bytes = message.bytes
        return tree.withLock { tree in
            let topic = bytes.span.extracting(message.topic)
            if message.payload.isEmpty {
                _ = tree.remove(topic: topic)
                return true
            }
            if let max, tree.count >= max, tree.message(topic: topic) == nil {
                return false
            }
            _ = tree.set(message)
            return true
        }
    }

    /// Goes on with the cursor's walk and appends at most `limit` messages.
    func match(
        _ cursor: inout RetainedCursor, limit: Int, into messages: inout [StoredMessage]
    ) {
        tree.withLock { $0.match(cursor: &cursor, limit: limit, into: &messages) }
    }
}
