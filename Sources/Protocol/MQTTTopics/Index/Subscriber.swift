/// Who wants a publication: a session of this shard, or another shard on behalf of its own.
package struct Subscriber: Hashable, Sendable {
    /// A session slot, or a shard's index under the high bit.
    package let rawValue: UInt32

    private static let shardBit: UInt32 = 1 << 31

    @inline(__always)
    private init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The session in `slot`, which must be below 2^31.
    @inline(__always)
    package static func session(_ slot: UInt32) -> Subscriber {
        precondition(slot & shardBit == 0, "a session slot leaves the shard bit free")
        return Subscriber(rawValue: slot)
    }

    /// The shard with this index.
    @inline(__always)
    package static func shard(_ index: UInt32) -> Subscriber {
        Subscriber(rawValue: index | shardBit)
    }

    /// Whether this is another shard rather than a session of this one.
    @inline(__always)
    package var isShard: Bool { rawValue & Subscriber.shardBit != 0 }

    /// The session slot or the shard's index, without the bit that tells them apart.
    @inline(__always)
    package var number: UInt32 { rawValue & ~Subscriber.shardBit }
}
