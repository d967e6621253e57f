import MQTTSessions

/// A queue that expectations can ask: they copy what they look at, and it cannot be copied.
final class QueueBench {
    private var queue = DeliveryQueue()

    var count: Int { queue.count }
    var isEmpty: Bool { queue.isEmpty }
    var bytes: Int { queue.bytes }
    var pagedCount: Int { queue.pagedCount }
    var headCount: Int { queue.headCount }
    var first: Delivery? { queue.first }
    var isWorthPaging: Bool { queue.isWorthPaging }
    var pagedNumbers: [UInt64] { queue.pagedNumbers }
    var all: [Delivery] { queue.all }

    func append(_ delivery: Delivery, mayBePaged: Bool = false) {
        queue.append(delivery, mayBePaged: mayBePaged)
    }
    func popFirst() -> Delivery? { queue.popFirst() }
    func pageOut(while mayLeave: (Delivery) -> Bool) { queue.pageOut(while: mayLeave) }
    func firstPage(messagesMax: Int, bytesMax: Int) -> [UInt64] {
        queue.firstPage(messagesMax: messagesMax, bytesMax: bytesMax)
    }
    func pageIn(_ deliveries: [Delivery], askedCount: Int) {
        queue.pageIn(deliveries, askedCount: askedCount)
    }
    func restore(_ messages: [PagedMessage]) { queue.restore(messages) }
    func removePaged(expiredAtSecond second: UInt64) -> [UInt64] {
        queue.removePaged(expiredAtSecond: second)
    }
    func removeAll(where shouldBeRemoved: (Delivery) -> Bool) {
        queue.removeAll(where: shouldBeRemoved)
    }
}
