/// What stays in memory of a message that the journal keeps for a session: 16 bytes.
package struct PagedMessage: Equatable, Sendable {
    /// In the journal.
    package let number: UInt64
    /// The first whole second of the broker's clock at which the message has expired; 0 for never.
    package let deadlineSeconds: UInt32
    /// Bytes of topic, properties and payload.
    package let byteCount: UInt32

    /// A message of that number, and when it expires.
    package init(number: UInt64, deadlineNanoseconds: UInt64?, byteCount: Int) {
        self.number = number
        self.byteCount = UInt32(clamping: byteCount)
        let second: UInt64 =
            deadlineNanoseconds.map { nanoseconds in
                let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
                return max(1, rest == 0 ? seconds : seconds + 1)
            } ?? 0
        deadlineSeconds = UInt32(exactly: second) ?? 0  // beyond 136 years of uptime
    }
}
