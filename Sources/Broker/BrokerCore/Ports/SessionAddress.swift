/// Where a session lives, the same on every shard.
package struct SessionAddress: Hashable, Sendable {
    /// The shard that is its home.
    package let shard: UInt32
    /// The place in that shard.
    package let slot: UInt32
    /// Which tenant of the place is meant.
    package let generation: UInt32

    /// A session's shard, its place there, and which tenant of the place it is.
    package init(shard: UInt32, slot: UInt32, generation: UInt32) {
        self.shard = shard
        self.slot = slot
        self.generation = generation
    }
}
