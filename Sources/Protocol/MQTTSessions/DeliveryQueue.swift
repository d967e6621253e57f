import MQTTTopics

/// Messages that wait for their session: for the window to open, or for the client to return.
///
/// A long queue of messages that the journal keeps is three parts, one behind the other: the first
/// ones here, the little that stays of those that left memory, and the last ones. These leave it
/// when another comes, as far as they are durable by then.
///
/// It has one owner and cannot be copied: another module would copy it at every question it asks.
package struct DeliveryQueue: ~Copyable {
    private var head = DeliveryFIFO()
    private var paged: [PagedMessage] = []
    private var pagedStart = 0
    private var pagedBytes = 0
    private var tail = DeliveryFIFO()

    /// Messages, and bytes of them, that stay in memory at the head of the queue.
    private static let headMax = 64
    private static let headBytesMax = 64 * 1_024
    /// Messages at the end that are worth a look whether they may leave memory.
    private static let tailMax = 64

    /// An empty queue.
    package init() {}

    /// Messages that wait.
    @inline(__always)
    package var count: Int { head.count + pagedCount + tail.count }

    /// Whether nothing waits.
    @inline(__always)
    package var isEmpty: Bool { head.isEmpty && pagedCount == 0 && tail.isEmpty }

    /// Bytes of topic, properties and payload that wait, in memory or not.
    package var bytes: Int { head.bytes + pagedBytes + tail.bytes }

    /// Messages that left memory.
    @inline(__always)
    package var pagedCount: Int { paged.count - pagedStart }

    /// Messages in memory in front of those that left it.
    package var headCount: Int { head.count }

    /// The message that goes next; nil also while it has to be fetched.
    package var first: Delivery? { head.first }

    /// Appends at the end: order per topic is kept `[MQTT-4.6.0-5]`.
    /// - Parameter mayBePaged: the journal keeps it, so that it may leave memory.
    package mutating func append(_ delivery: Delivery, mayBePaged: Bool = false) {
        let fits = head.count < Self.headMax && head.bytes < Self.headBytesMax
        if pagedCount == 0, tail.isEmpty, fits || !mayBePaged {
            head.append(delivery)
        } else {
            tail.append(delivery)
        }
    }

    /// Takes the message that goes next.
    package mutating func popFirst() -> Delivery? {
        let delivery = head.popFirst()
        closeUp()
        return delivery
    }

    /// Whether some messages at the end could leave memory, if they are durable.
    package var isWorthPaging: Bool { tail.count >= Self.tailMax }

    /// Lets messages at the end leave memory, as long as `mayLeave` says so.
    package mutating func pageOut(while mayLeave: (Delivery) -> Bool) {
        while let delivery = tail.first, delivery.number != 0, mayLeave(delivery) {
            _ = tail.popFirst()
            let message = delivery.message
            paged.append(
                PagedMessage(
                    number: delivery.number, deadlineNanoseconds: message.deadlineNanoseconds,
                    byteCount: message.bytes.count))
            pagedBytes += message.bytes.count
        }
    }

    /// The numbers of all messages that left memory.
    package var pagedNumbers: [UInt64] { paged[pagedStart...].map(\.number) }

    /// The numbers of the first messages that left memory: one at least, then as many as are within
    /// both bounds.
    package func firstPage(messagesMax: Int, bytesMax: Int) -> [UInt64] {
        var numbers: [UInt64] = []
        var bytes = 0
        for message in paged[pagedStart...].prefix(messagesMax) {
            bytes += Int(message.byteCount)
            if bytes > bytesMax, !numbers.isEmpty { break }
            numbers.append(message.number)
        }
        return numbers
    }

    /// Takes back the first `askedCount` of the messages that left memory; those that could not be
    /// read are missing.
    package mutating func pageIn(_ deliveries: [Delivery], askedCount: Int) {
        for delivery in deliveries { head.append(delivery) }
        let asked = paged[pagedStart...].prefix(askedCount)
        for message in asked { pagedBytes -= Int(message.byteCount) }
        pagedStart += asked.count
        if pagedCount == 0 {
            paged = []
            pagedStart = 0
        } else if pagedStart >= 1_024, pagedStart * 2 >= paged.count {
            paged.removeFirst(pagedStart)
            pagedStart = 0
        }
        closeUp()
    }

    /// Begins with messages that are in the journal only.
    package mutating func restore(_ messages: [PagedMessage]) {
        paged = messages
        pagedBytes = messages.reduce(0) { $0 + Int($1.byteCount) }
    }

    /// Removes what expired of the messages that left memory, none of which may be under way back;
    /// answers their numbers.
    package mutating func removePaged(expiredAtSecond second: UInt64) -> [UInt64] {
        let hasExpired: (PagedMessage) -> Bool = {
            $0.deadlineSeconds != 0 && UInt64($0.deadlineSeconds) <= second
        }
        guard paged[pagedStart...].contains(where: hasExpired) else { return [] }
        var numbers: [UInt64] = []
        var kept: [PagedMessage] = []
        for message in paged[pagedStart...] {
            if hasExpired(message) {
                numbers.append(message.number)
                pagedBytes -= Int(message.byteCount)
            } else {
                kept.append(message)
            }
        }
        paged = kept
        pagedStart = 0
        closeUp()
        return numbers
    }

    /// Removes every message in memory that `shouldBeRemoved` names; the others keep their order.
    package mutating func removeAll(where shouldBeRemoved: (Delivery) -> Bool) {
        head.removeAll(where: shouldBeRemoved)
        tail.removeAll(where: shouldBeRemoved)
        closeUp()
    }

    /// Every message in memory, the next one first.
    package var all: [Delivery] { head.all + tail.all }

    /// What came last goes next when nothing is left before it.
    private mutating func closeUp() {
        if head.isEmpty, pagedCount == 0, !tail.isEmpty { swap(&head, &tail) }
    }
}
