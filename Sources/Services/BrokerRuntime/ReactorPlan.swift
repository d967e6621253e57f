import BrokerCore
import BrokerTransport

/// Everything a reactor is made of, on its way to the thread where it is born.
struct ReactorPlan: Sendable {
    /// What all shards have in common.
    struct Shared: Sendable {
        let retained: RetainedStore
        let sessionCount: SessionCount
        let serials: BrokerSerials
        /// Nil when nothing is kept.
        let restored: RestoredState?
        let rounds: ShardRounds
    }

    let index: Int
    let settings: BrokerSettings
    let parts: BrokerParts
    let ports: ReactorPorts
    let shared: Shared
    let log: BrokerLog

    /// Makes shard and reactor and runs them to their end.
    func run() {
        let shard = Shard(
            index: index, shardCount: parts.mailboxes.count, settings: settings,
            retained: shared.retained, sessionCount: shared.sessionCount, serials: shared.serials,
            seed: .random(in: .min ... .max), journals: shared.restored != nil,
            now: MonotonicClock.now())
        defer { shared.rounds.leave(index, leavesNothing: shard.hasHandedOverAll) }
        shared.restored?.restore(shard)
        do throws(SystemFault) {
            let reactor = try Reactor(
                shard: shard, listeners: parts.listeners, mailboxes: parts.mailboxes,
                wakeUp: parts.wakeUps[index], ports: ports, clock: { MonotonicClock.now() })
            try reactor.run()
        } catch {
            log.write([(.error, "Error: shard \(index) cannot run: \(error).")])
        }
    }
}
