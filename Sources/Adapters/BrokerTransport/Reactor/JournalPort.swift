package import BrokerCore

/// Where a reactor brings what must become durable, and asks for what is. Both are called on the
/// reactor's thread and return at once; the answers come through its ``ShardMailbox``.
package struct JournalPort: Sendable {
    /// Takes a batch; batches of a shard come in order.
    package let submit: @Sendable (JournalBatch) -> Void
    /// Reads messages back that left memory.
    package let fetch: @Sendable (FetchRequest) -> Void

    /// Both calls, answered by the caller.
    package init(
        submit: @escaping @Sendable (JournalBatch) -> Void,
        fetch: @escaping @Sendable (FetchRequest) -> Void
    ) {
        self.submit = submit
        self.fetch = fetch
    }
}
