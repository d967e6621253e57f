import BrokerAccess
package import BrokerCore
package import BrokerTransport
import CLinux

/// A running broker: one reactor thread per shard, until it is stopped.
package final class Broker: Sendable {
    /// A listener as it was bound.
    package struct BoundListener: Sendable {
        package let settings: ListenerSettings
        /// The TCP port, also where port 0 let the kernel choose; nil for a Unix domain socket.
        package let port: UInt16?
    }

    /// In the order of the settings.
    package let listeners: [BoundListener]
    private let mailboxes: [ShardMailbox]
    private let rounds: ShardRounds
    private let keeper: StateKeeper?
    private let refusals: Refusals
    private let log: BrokerLog
    private let threads: [ShardThread]
    let reloading: Reloading

    /// Opens every listener, restores what was kept and starts the threads: a broker that starts
    /// serves all listeners, and nobody before all of its state is there.
    /// - Parameters:
    ///   - shardCount: threads, 1 to 64; nil for one per processor that this process may use.
    ///   - observer: sees what is logged, as values; called on the reactors' threads.
    /// - Throws: what prevents the start, naming the file, address or line.
    package init(
        settings: BrokerSettings, shardCount: Int? = nil, log: BrokerLog,
        observer: (@Sendable ([TransportEvent]) -> Void)? = nil
    ) throws(BrokerFault) {
        let count = min(max(shardCount ?? Int(clinux_usable_processor_count()), 1), 64)
        let parts = try BrokerParts(settings: settings, shardCount: count)
        listeners = settings.listeners.enumerated().map { place, listener in
            BoundListener(settings: listener, port: parts.port(ofListener: place))
        }
        for listener in listeners {
            log.write([
                (.information, StartText.opening(listener.settings, port: listener.port))
            ])
        }
        self.log = log
        refusals = Refusals(
            listeners: settings.listeners, clock: { MonotonicClock.now() })
        let observation = Observation(
            log: log, listeners: settings.listeners, ports: listeners.map(\.port),
            logsConnections: settings.logging.logsConnections, refusals: refusals,
            observer: observer)
        let authentication = try Authentication(
            settings: settings, refusals: refusals, log: log)
        reloading = Reloading(
            listeners: listeners, tls: settings.listeners.indices.map { parts.tls(ofListener: $0) },
            authentication: authentication, mailboxes: parts.mailboxes, log: log)
        keeper = try Self.keeper(settings, shardCount: count, parts.mailboxes, log)
        let ports = ReactorPorts(
            authenticate: { authentication.judge($0, $1) }, observe: observation.port,
            journal: keeper?.port)
        let shared = ReactorPlan.Shared(
            retained: RetainedStore(seed: .random(in: .min ... .max)),
            sessionCount: SessionCount(), serials: keeper?.serials ?? BrokerSerials(),
            restored: keeper?.restored, rounds: ShardRounds(parts.mailboxes))
        mailboxes = parts.mailboxes
        rounds = shared.rounds
        do throws(BrokerFault) {
            threads = try Self.start(
                (0..<count).map { index in
                    ReactorPlan(
                        index: index, settings: settings, parts: parts, ports: ports,
                        shared: shared, log: log)
                })
        } catch {
            _ = keeper?.stop()
            throw error
        }
        // Whoever publishes must find the subscriptions of every kept session, on whatever shard.
        rounds.pass()
        for mailbox in mailboxes { mailbox.post(.serve) }
    }

    /// Ends every connection, waits for the threads, closes the listeners and the store; to be
    /// called once.
    /// - Returns: false when not everything could be written; nothing of that was acknowledged.
    @discardableResult
    package func stop() -> Bool {
        for mailbox in mailboxes { mailbox.post(.stop) }
        for _ in 0..<Self.closingRounds { rounds.pass() }
        for mailbox in mailboxes { mailbox.post(.finish) }
        for thread in threads { thread.join() }
        let isWritten = keeper?.stop() ?? true
        log.write(refusals.summaries(isLast: true))
        return isWritten && rounds.leaveNothing
    }

    /// A will is published, passed on, claimed by the shards whose sessions want it, and written
    /// with their claims: so often shards must hear of each other before the last word is written.
    private static let closingRounds = 4

    /// What keeps the state, at work already; nil when nothing is to be kept.
    private static func keeper(
        _ settings: BrokerSettings, shardCount: Int, _ mailboxes: [ShardMailbox], _ log: BrokerLog
    ) throws(BrokerFault) -> StateKeeper? {
        guard settings.persistence.isEnabled else {
            log.write([(.information, StateText.nothingKept)])
            StateKeeper.announce(.off, to: mailboxes)
            return nil
        }
        let keeper = try StateKeeper(settings: settings, shardCount: shardCount, log: log)
        try keeper.start(mailboxes)
        return keeper
    }

    /// Starts a thread for each plan, or none.
    private static func start(_ plans: [ReactorPlan]) throws(BrokerFault) -> [ShardThread] {
        var threads: [ShardThread] = []
        do throws(SystemFault) {
            for plan in plans {
                threads.append(try ShardThread(name: "apus-shard-\(plan.index)") { plan.run() })
            }
            return threads
        } catch {
            for plan in plans { plan.parts.mailboxes[plan.index].post(.finish) }
            for thread in threads { thread.join() }
            throw .system(error)
        }
    }
}
