package import BrokerCore

/// What the storage thread has to say.
package enum StorageEvent: Sendable {
    /// Every batch of the shard up to that number is durable.
    case committed(shard: Int, upTo: UInt64)
    case fetched(FetchedMessages)
    /// Nothing is durable any more and acknowledgements wait; said once until it heals.
    case failed(StorageFault)
    /// Damage was met meanwhile and put aside, as the report says; the rest is served.
    case damaged(StorageReport)
    /// Batches become durable again.
    case healed(afterMilliseconds: Int, waitingOperations: Int)
}
