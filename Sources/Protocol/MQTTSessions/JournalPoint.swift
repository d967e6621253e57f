/// The batch of a shard's journal with which something becomes durable.
package struct JournalPoint: Hashable, Sendable {
    package let shard: UInt32
    /// 0 for what need not be durable.
    package let batch: UInt64

    /// The batch of that shard.
    package init(shard: UInt32, batch: UInt64) {
        self.shard = shard
        self.batch = batch
    }

    /// Nothing has to become durable.
    package static let none = JournalPoint(shard: 0, batch: 0)
}
