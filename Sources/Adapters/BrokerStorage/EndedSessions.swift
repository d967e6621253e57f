/// The sessions that ended last. A batch of another shard may still name one of them as a
/// recipient: that shard had not heard of the end when it wrote.
struct EndedSessions {
    private static let countMax = 65_536

    private var numbers: Set<UInt64> = []
    private var order: [UInt64] = []
    private var oldest = 0

    private var isEmpty: Bool { numbers.isEmpty }

    /// Remembers one in the place of the oldest.
    mutating func insert(_ session: UInt64) {
        guard numbers.insert(session).inserted else { return }
        if order.count < Self.countMax {
            order.append(session)
        } else {
            numbers.remove(order[oldest])
            order[oldest] = session
            oldest = (oldest + 1) % Self.countMax
        }
    }

    private func contains(_ session: UInt64) -> Bool { numbers.contains(session) }

    /// The list without those who ended; nil when nobody in it did.
    func removed(from recipients: [UInt8]) -> [UInt8]? {
        if isEmpty { return nil }
        var cursor = RecipientCursor()
        var isTouched = false
        while let place = cursor.next(in: recipients.span) {
            if contains(place.session) { isTouched = true }
        }
        guard isTouched, let places = RecipientCursor.all(in: recipients) else { return nil }
        return places.filter { !contains($0.session) }.flatMap { recipients[$0.bytes] }
    }
}
