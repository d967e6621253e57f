/// A shared subscription as one shard numbers them.
package struct ShareGroupName: Hashable, Sendable {
    /// The place among the shard's groups, which its topic index holds.
    package let place: UInt32
    /// Which tenant of the place is meant.
    package let serial: UInt32
}
