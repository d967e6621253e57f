/// What the shard decided, wrote and saw since it was asked last.
///
/// The lists themselves stay inside: whoever takes one gives the storage of the list before, so
/// that none is made anew, and the compiler sees every access to them.
extension Shard {
    /// Whether the owner of the sockets must do something.
    @inline(__always)
    package var hasEffects: Bool { !effects.isEmpty }

    /// Whether a connection has new bytes to send.
    @inline(__always)
    package var hasDirty: Bool { !dirty.isEmpty }

    /// Whether something is to be told to logs.
    @inline(__always)
    package var hasEvents: Bool { !events.isEmpty }

    /// Whether something is to be written, or to be read back after that.
    @inline(__always)
    package var hasJournal: Bool { !journal.isEmpty || !fetches.isEmpty }

    /// What the owner of the sockets must do, in this order.
    package func takeEffects(into taken: inout [ConnectionEffect]) {
        effects.take(into: &taken)
    }

    /// Connections with new bytes to send.
    package func takeDirty(into taken: inout [ConnectionSlot]) {
        dirty.take(into: &taken)
    }

    /// What happened, for logs.
    package func takeEvents(into taken: inout [BrokerEvent]) {
        events.take(into: &taken)
    }

    /// What must become durable, in this order; nothing unless the shard was told to journal.
    package func takeJournal(into taken: inout [JournalBatch]) {
        journal.take(into: &taken)
    }

    /// Messages to be read back, after the journal was handed over.
    package func takeFetches(into taken: inout [FetchRequest]) {
        fetches.take(into: &taken)
    }
}
