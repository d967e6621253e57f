/// The subscribers of one filter, twelve bytes: most filters have one, and it lies right here.
enum SubscriberSet {
    case none
    case one(SubscriptionHit)
    /// Two to 32 in a block of ``SubscriberPool``.
    case block(Block)
    /// More, in a list of its own: its index in ``SubscriberPool``.
    case long(UInt32)

    /// Where a short list lies in the pool.
    struct Block {
        let offset: UInt32
        let exponent: UInt8
        var count: UInt8
        /// How many of `count` are sessions.
        var sessionCount: UInt8

        var capacity: Int { 1 << Int(exponent) }
        var range: Range<Int> { Int(offset)..<Int(offset) + Int(count) }
    }

    var isEmpty: Bool {
        if case .none = self { true } else { false }
    }
}
