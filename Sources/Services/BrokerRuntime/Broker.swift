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
    private let threads: [ShardThread]

    /// Opens every listener, then starts the threads: a broker that starts serves all of them.
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
        let observation = Observation(
            log: log, ports: listeners.map(\.port),
            logsConnections: settings.logging.logsConnections, observer: observer)
        let authentication = try Authentication(settings: settings, log: log)
        let ports = ReactorPorts(
            authenticate: { authentication.judge($0, $1) }, observe: { observation.take($0) },
            journal: nil)
        let shared = ReactorPlan.Shared(
            retained: RetainedStore(seed: .random(in: .min ... .max)),
            sessionCount: SessionCount(), serials: BrokerSerials(),
            rounds: ShardRounds(parts.mailboxes))
        mailboxes = parts.mailboxes
        rounds = shared.rounds
        threads = try Self.start(
            (0..<count).map { index in
                ReactorPlan(
                    index: index, settings: settings, parts: parts, ports: ports, shared: shared,
                    log: log)
            })
        // Whoever publishes must find the subscriptions of every kept session, on whatever shard.
        rounds.pass()
        for mailbox in mailboxes { mailbox.post(.serve) }
    }

    /// Ends every connection, waits for the threads, closes the listeners; to be called
    /// once.
    /// - Returns: false when not everything could be written; nothing of that was acknowledged.
    @discardableResult
    package func stop() -> Bool {
        for mailbox in mailboxes { mailbox.post(.stop) }
        for _ in 0..<Self.closingRounds { rounds.pass() }
        for mailbox in mailboxes { mailbox.post(.finish) }
        for thread in threads { thread.join() }
        return rounds.leaveNothing
    }

    /// A will is published, passed on, claimed by the shards whose sessions want it, and written
    /// with their claims: so often shards must hear of each other before the last word is written.
    private static let closingRounds = 4

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
