import BrokerCore

/// What one shard posted to another at once.
struct Batch {
    /// In moments of the trace.
    let postedAt: Int
    let messages: [ShardMessage]
}
