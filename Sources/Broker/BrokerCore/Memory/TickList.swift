/// What gathers in a tick until it is taken, in order.
///
/// An object with its own count: whether there is anything is asked for every message, and a
/// question about the array itself would cost a check of exclusive access.
final class TickList<Element> {
    private var items: [Element] = []
    private(set) var count = 0

    @inline(__always)
    var isEmpty: Bool { count == 0 }

    func append(_ item: Element) {
        items.append(item)
        count += 1
    }

    /// Gives what gathered for the storage of what was taken before.
    func take(into taken: inout [Element]) {
        taken.removeAll(keepingCapacity: true)
        swap(&taken, &items)
        count = 0
    }
}
