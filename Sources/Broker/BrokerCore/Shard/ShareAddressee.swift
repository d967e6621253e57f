/// The member of a shared subscription for whom a publication travels to another shard, as that
/// shard numbers sessions and groups.
struct ShareAddressee {
    let slot: UInt32
    let generation: UInt32
    let group: ShareGroupName
}
