import BrokerCore
import Dispatch
import Synchronization

/// What was kept, until the last shard has taken its part of it: it may be large.
final class RestoredState: Sendable {
    private let left: Mutex<(state: StoredState, shardCount: Int)>
    private let hasRetained = DispatchSemaphore(value: 0)

    init(_ state: StoredState, shardCount: Int) {
        left = Mutex((state, shardCount))
    }

    /// Lets a shard take its part; to be called once for each, on its thread.
    ///
    /// The first shard goes first: it takes the retained messages, and a will that another shard
    /// publishes may replace one of them.
    func restore(_ shard: Shard) {
        if shard.index > 0 { hasRetained.wait() }
        shard.restore(take(), now: MonotonicClock.now())
        if shard.index == 0 {
            for _ in 1..<shard.shardCount { hasRetained.signal() }
        }
    }

    private func take() -> StoredState {
        left.withLock { left in
            let state = left.state
            left.shardCount -= 1
            if left.shardCount == 0 { left.state = StoredState() }
            return state
        }
    }
}
