/// The member of a shared subscription for whom a publication travels to another shard.
struct ShareAddressee {
    /// The session, as the shard it travels to numbers them.
    let slot: UInt32
    let generation: UInt32
    /// ``ShareGroup/hash``: unlike a place it stays the same when the group is gone for a while.
    let groupHash: Int
}
