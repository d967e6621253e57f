import MQTTTopics
import Synchronization

/// The retained messages of the whole broker, behind the one lock that shards share.
///
/// Only a retained publication, a new subscription and the sweep come here (docs/decisions/0004).
package final class RetainedStore: Sendable {
    private struct Contents: ~Copyable {
        var tree: RetainedTree
        /// Counts the changes that the journal hears of: without gaps, for it awaits each.
        var serial: UInt64 = 0
    }

    private let contents: Mutex<Contents>
    /// Retained messages held; changed under the lock only, as the next one.
    private let stored = Atomic<Int>(0)
    /// Messages that expire some day.
    private let expiring = Atomic<Int>(0)

    /// An empty store; peers must not know the seed.
    package init(seed: UInt64) { contents = Mutex(Contents(tree: RetainedTree(seed: seed))) }

    /// Retained messages held.
    package var count: Int { stored.load(ordering: .relaxed) }

    /// Whether any message expires some day.
    var hasExpiring: Bool { expiring.load(ordering: .relaxed) > 0 }

    /// Replaces the message of its topic, or removes it when the payload is empty
    /// `[MQTT-3.3.1-6]`. Answers the change's serial, nil when a new topic would exceed `max`.
    /// - Parameter isJournalled: whether the journal hears of it; if not, the serial is that of the
    ///   last change it heard of.
    func set(_ message: StoredMessage, max: Int?, isJournalled: Bool = true) -> UInt64? {
        let bytes = message.bytes
        return contents.withLock { contents in
            let topic = bytes.span.extracting(message.topic)
            if message.payload.isEmpty {
                note(removed: contents.tree.remove(topic: topic))
            } else {
                if let max, contents.tree.count >= max,
                    contents.tree.message(topic: topic) == nil
                {
                    return nil
                }
                note(removed: contents.tree.set(message))
                stored.add(1, ordering: .relaxed)
                if message.deadlineNanoseconds != nil { expiring.add(1, ordering: .relaxed) }
            }
            if isJournalled { contents.serial += 1 }
            return contents.serial
        }
    }

    /// Removes the message, unless another took its place meanwhile; the change's serial if it did.
    func remove(_ message: StoredMessage) -> UInt64? {
        let bytes = message.bytes
        return contents.withLock { contents in
            let topic = bytes.span.extracting(message.topic)
            guard contents.tree.message(topic: topic) === message else { return nil }
            note(removed: contents.tree.remove(topic: topic))
            contents.serial += 1
            return contents.serial
        }
    }

    /// The topic's message and a new serial, for a journal that is to hear of it now.
    func current(_ topic: Span<UInt8>) -> (message: StoredMessage?, serial: UInt64) {
        contents.withLock { contents in
            contents.serial += 1
            return (contents.tree.message(topic: topic), contents.serial)
        }
    }

    /// Goes on with the cursor's walk and appends at most `limit` messages.
    func match(
        _ cursor: inout RetainedCursor, limit: Int, into messages: inout [StoredMessage]
    ) {
        contents.withLock { $0.tree.match(cursor: &cursor, limit: limit, into: &messages) }
    }

    private func note(removed message: StoredMessage?) {
        guard let message else { return }
        stored.subtract(1, ordering: .relaxed)
        if message.deadlineNanoseconds != nil { expiring.subtract(1, ordering: .relaxed) }
    }
}
