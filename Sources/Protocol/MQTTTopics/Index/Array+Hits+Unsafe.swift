extension Array where Element == SubscriptionHit {
    /// Appends a copy of them all, as one block.
    @inline(__always)
    mutating func append(copying hits: Span<SubscriptionHit>) {
        // Proof: the buffer is valid inside the closure, which copies it and keeps nothing.
        unsafe hits.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}

extension Array where Element == LongSubscriberList {
    /// Appends the subscriptions of one of the lists to `hits`; the list is not even retained.
    @inline(__always)
    func append(list index: Int, to hits: inout [SubscriptionHit]) {
        precondition(indices.contains(index), "the list is one of these")
        // Proof: the buffer is valid inside the closure, `index` is one of its indices, and
        // appending to `hits` touches no list.
        unsafe withUnsafeBufferPointer { lists in
            let list = unsafe lists.baseAddress.map { unsafe $0 + index }
            unsafe list?.pointee.append(to: &hits)
        }
    }
}
