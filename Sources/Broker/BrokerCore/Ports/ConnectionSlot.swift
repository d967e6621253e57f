/// The place of a connection in its shard, and which tenant of that place is meant.
package struct ConnectionSlot: Hashable, Sendable {
    package let index: UInt32
    /// Grows each time the place is taken anew, so that a late event finds nobody.
    package let generation: UInt32

    /// A place and its tenant.
    package init(index: UInt32, generation: UInt32) {
        self.index = index
        self.generation = generation
    }

    /// Both halves in one word, as a poller carries it.
    package init(rawValue: UInt64) {
        index = UInt32(truncatingIfNeeded: rawValue)
        generation = UInt32(truncatingIfNeeded: rawValue >> 32)
    }

    /// Both halves in one word.
    package var rawValue: UInt64 { UInt64(generation) << 32 | UInt64(index) }
}
