import BrokerTransport
import Dispatch
import Synchronization

/// Brings all reactors to the same point: what one left for another before a round, the other takes
/// before it reaches the next.
final class ShardRounds: Sendable {
    private struct State {
        var running: Set<Int>
        /// Those that have not reached the round yet.
        var awaited: Set<Int> = []
        var leavesNothing = true
    }

    private let state: Mutex<State>
    private let isReached = DispatchSemaphore(value: 0)
    private let mailboxes: [ShardMailbox]

    init(_ mailboxes: [ShardMailbox]) {
        self.mailboxes = mailboxes
        state = Mutex(State(running: Set(mailboxes.indices)))
    }

    /// Returns when every reactor that runs has come to the end of a tick.
    func pass() {
        let shards = state.withLock { state in
            state.awaited = state.running
            return state.awaited
        }
        if shards.isEmpty { return }
        for shard in shards {
            mailboxes[shard].post(.round { [self] in reach(shard) })
        }
        isReached.wait()
    }

    /// The reactor runs no more: nobody waits for it.
    /// - Parameter leavesNothing: whether everything it had to write was handed over.
    func leave(_ shard: Int, leavesNothing: Bool) {
        state.withLock { state in
            state.running.remove(shard)
            if !leavesNothing { state.leavesNothing = false }
        }
        reach(shard)
    }

    /// Whether all reactors that have left handed over everything they had to write.
    var leaveNothing: Bool { state.withLock { $0.leavesNothing } }

    private func reach(_ shard: Int) {
        let isLast = state.withLock { state in
            state.awaited.remove(shard) != nil && state.awaited.isEmpty
        }
        if isLast { isReached.signal() }
    }
}
