import Synchronization

/// Connections that are open at once, counted across reactors against a limit.
///
/// Where places are limited, whoever opens connections and says nothing could hold all of them, so
/// those that await CONNECT are counted by address too.
package final class ConnectionCount: Sendable {
    /// Why there is no place.
    enum Refusal: Hashable {
        /// All places are taken.
        case full(max: Int)
        /// So many connections of this address await CONNECT.
        case addressAtShare(max: Int)
    }

    /// What is counted against.
    package let max: Int
    /// A fifth of the places, at least one.
    private let awaitingPerAddressMax: Int
    private let count = Atomic<Int>(0)
    private let awaiting = Mutex<[String: Int]>([:])

    /// No connection yet.
    package init(max: Int) {
        self.max = max
        awaitingPerAddressMax = Swift.max(1, max / 5)
    }

    /// Takes a place for a connection that awaits CONNECT; nil when that worked.
    func take(for peer: PeerAddress) -> Refusal? {
        if let share = takeShare(of: peer) { return .addressAtShare(max: share) }
        if count.add(1, ordering: .relaxed).newValue <= max { return nil }
        give()
        endAwaiting(of: peer)
        return .full(max: max)
    }

    /// Gives a place back.
    func give() { count.subtract(1, ordering: .relaxed) }

    /// The connection's CONNECT has come, or never will.
    func endAwaiting(of peer: PeerAddress) {
        if peer.isLocalProcess { return }
        awaiting.withLock { awaiting in
            let left = awaiting[peer.text, default: 1] - 1
            awaiting[peer.text] = left > 0 ? left : nil
        }
    }

    /// The share when it is used up. Local processes have no address to be told apart by; the
    /// socket's file mode decides about them.
    private func takeShare(of peer: PeerAddress) -> Int? {
        if peer.isLocalProcess { return nil }
        return awaiting.withLock { awaiting in
            let taken = awaiting[peer.text, default: 0]
            if taken >= awaitingPerAddressMax { return awaitingPerAddressMax }
            awaiting[peer.text] = taken + 1
            return nil
        }
    }
}
