import Synchronization

/// Connections that are open at once, counted across reactors against a limit.
package final class ConnectionCount: Sendable {
    /// What is counted against.
    package let max: Int
    private let count = Atomic<Int>(0)

    /// No connection yet.
    package init(max: Int) { self.max = max }

    /// Takes a place; false when all are taken.
    func take() -> Bool {
        if count.add(1, ordering: .relaxed).newValue <= max { return true }
        give()
        return false
    }

    /// Gives a place back.
    func give() { count.subtract(1, ordering: .relaxed) }
}
