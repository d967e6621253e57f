import Synchronization

/// Sessions that the shards of one broker hold, counted together.
package final class SessionCount: Sendable {
    private let count = Atomic<Int>(0)

    /// No session yet.
    package init() {}

    /// Places taken.
    package var taken: Int { count.load(ordering: .relaxed) }

    /// Takes a place; false when `max` are taken.
    func take(max: Int?) -> Bool {
        let count = self.count.add(1, ordering: .relaxed).newValue
        guard let max, count > max else { return true }
        give()
        return false
    }

    /// Gives a place back.
    func give() { count.subtract(1, ordering: .relaxed) }
}
