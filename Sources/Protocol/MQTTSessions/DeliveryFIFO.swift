import MQTTTopics

/// Deliveries in the order in which they came.
struct DeliveryFIFO {
    private var items: [Delivery?] = []
    private var head = 0
    /// Bytes of topic, properties and payload that wait.
    private(set) var bytes = 0

    /// Deliveries held.
    @inline(__always)
    var count: Int { items.count - head }

    /// Whether nothing waits.
    @inline(__always)
    var isEmpty: Bool { head == items.count }

    /// The message that goes next.
    var first: Delivery? { isEmpty ? nil : items[head] }

    /// Appends at the end: order per topic is kept `[MQTT-4.6.0-5]`.
    mutating func append(_ delivery: Delivery) {
        items.append(delivery)
        bytes += delivery.message.bytes.count
    }

    /// Takes the message that goes next.
    mutating func popFirst() -> Delivery? {
        guard !isEmpty, let delivery = items[head] else { return nil }
        items[head] = nil
        head += 1
        bytes -= delivery.message.bytes.count
        if head == items.count {
            items.removeAll(keepingCapacity: items.capacity <= 64)
            head = 0
        } else if head >= 64, head * 2 >= items.count {
            items.removeFirst(head)
            head = 0
        }
        return delivery
    }

    /// Removes every delivery that `shouldBeRemoved` names; the others keep their order.
    mutating func removeAll(where shouldBeRemoved: (Delivery) -> Bool) {
        items = all.filter { !shouldBeRemoved($0) }
        head = 0
        bytes = items.reduce(0) { $0 + ($1?.message.bytes.count ?? 0) }
    }

    /// Every waiting message, the next one first.
    var all: [Delivery] { items[head...].compactMap(\.self) }
}
