/// Who wants a publication: a session of this shard, another shard on behalf of its own, or one of
/// the members of a shared subscription.
@usableFromInline package struct Subscriber: Hashable, Sendable {
    /// A session slot, or a number under the bits that say what else it is.
    @usableFromInline package let rawValue: UInt32

    /// Set for whatever is no session: the hot path asks for this one bit.
    @inlinable static var otherBit: UInt32 { 1 << 31 }
    @inlinable static var groupBit: UInt32 { 1 << 30 }
    @inlinable static var kindBits: UInt32 { otherBit | groupBit }

    @inlinable init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The session in `slot`, which must be below 2^31.
    @inlinable package static func session(_ slot: UInt32) -> Subscriber {
        precondition(slot & otherBit == 0, "a session slot leaves the high bit free")
        return Subscriber(rawValue: slot)
    }

    /// The shard with this index.
    @inlinable package static func shard(_ index: UInt32) -> Subscriber {
        Subscriber(rawValue: index | otherBit)
    }

    /// The shared subscription in `place`, which must be below 2^30.
    @inlinable package static func group(_ place: UInt32) -> Subscriber {
        precondition(place & kindBits == 0, "a group's place leaves two bits free")
        return Subscriber(rawValue: place | kindBits)
    }

    /// Whether this is a session of this shard.
    @inlinable package var isSession: Bool { rawValue & Subscriber.otherBit == 0 }

    /// Whether this is another shard.
    @inlinable package var isShard: Bool { rawValue & Subscriber.kindBits == Subscriber.otherBit }

    /// Whether this is a shared subscription.
    @inlinable package var isGroup: Bool { rawValue & Subscriber.kindBits == Subscriber.kindBits }

    /// The session slot, the shard's index or the group's place, without the bits that tell them
    /// apart.
    @inlinable package var number: UInt32 {
        isSession ? rawValue : rawValue & ~Subscriber.kindBits
    }
}
