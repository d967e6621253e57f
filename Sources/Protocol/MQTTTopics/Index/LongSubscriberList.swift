/// The subscribers of a filter that many want: contiguous, so that a match copies one block, with
/// a position table, so that removal costs the same for 100,000 subscribers as for 100.
struct LongSubscriberList: Sendable {
    private(set) var hits: [SubscriptionHit] = []
    /// How many of `hits` are sessions.
    private(set) var sessionCount = 0
    private var positions = ProbeTable()

    var bytes: Int { hits.capacity * MemoryLayout<SubscriptionHit>.stride + positions.bytes }

    /// Appends the subscriptions to `hits`.
    @inline(__always)
    func append(to hits: inout [SubscriptionHit]) { hits.append(copying: self.hits.span) }

    /// Adds the subscription, or replaces the one this subscriber has.
    /// - Returns: whether the subscriber is new.
    mutating func insert(_ hit: SubscriptionHit) -> Bool {
        if let slot = slot(of: hit.subscriber) {
            hits[positions.entry(at: slot).index] = hit
            return false
        }
        positions.insert(tag: Self.tag(of: hit.subscriber), index: hits.count)
        hits.append(hit)
        if hit.subscriber.isSession { sessionCount += 1 }
        return true
    }

    /// Removes the subscriber; the last one takes its place.
    /// - Returns: whether it was there.
    mutating func remove(_ subscriber: Subscriber) -> Bool {
        guard let slot = slot(of: subscriber) else { return false }
        let position = positions.entry(at: slot).index
        let last = hits[hits.count - 1]
        if last.subscriber != subscriber, let slotOfLast = self.slot(of: last.subscriber) {
            positions.setIndex(position, at: slotOfLast)
            hits[position] = last
        }
        positions.remove(at: slot)
        hits.removeLast()
        if subscriber.isSession { sessionCount -= 1 }
        return true
    }

    private func slot(of subscriber: Subscriber) -> Int? {
        let tag = Self.tag(of: subscriber)
        var slot = positions.home(of: tag)
        while true {
            let entry = positions.entry(at: slot)
            if entry.isFree { return nil }
            if entry.tag == tag, hits[entry.index].subscriber == subscriber { return slot }
            slot = positions.next(slot)
        }
    }

    /// Slots are the broker's own small numbers, no peer chooses them: spreading them is enough.
    private static func tag(of subscriber: Subscriber) -> UInt32 {
        let spread = UInt64(subscriber.rawValue) &* 0x9E37_79B9_7F4A_7C15
        return UInt32(truncatingIfNeeded: spread >> 32)
    }
}
