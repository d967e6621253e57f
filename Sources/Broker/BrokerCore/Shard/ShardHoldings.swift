import MQTTTopics

/// What one shard holds at a moment: how much of everything that clients make come and go.
package struct ShardHoldings: Hashable, Sendable {
    /// Places of connections that are taken.
    package let connections: Int
    /// Sessions, connected or kept.
    package let sessions: Int
    /// Pairs of session and filter, and filters that other shards want.
    package let subscriptions: Int
    /// Deadlines that are pending, those of gone owners included.
    package let timers: Int
    /// Roughly the memory of the topic index.
    package let topicIndexBytes: Int
}

extension Shard {
    /// What is held just now.
    package var holdings: ShardHoldings {
        ShardHoldings(
            connections: connections.count - freeConnections.count,
            sessions: sessionsByClientID.count, subscriptions: topics.count,
            timers: timers.count, topicIndexBytes: topics.bytes)
    }
}
