package import BrokerCore
package import MQTTPackets

/// A broker under test, and the network connections to it.
package final class ProbedBroker {
    private enum Backend {
        case bench(ShardBench)
        case sockets(SocketBroker)
    }

    private let backend: Backend

    /// Starts a broker that the driver can reach; it ends with this object.
    /// - Parameter change: alters the settings of a broker with one listener for everybody.
    package init(
        _ driver: ProbeDriver, shardCount: Int = 1,
        _ change: (inout BrokerSettings) -> Void = { _ in }
    ) throws {
        var settings = BrokerSettings(
            listeners: [
                ListenerSettings(
                    address: .tcp(host: "127.0.0.1", port: 0), isAnonymousAllowed: true)
            ],
            logging: LoggingSettings(destinations: []))
        if driver != .shard {
            // Hundreds of tests share a few cores; how long one waits for its turn says nothing.
            settings.limits.connectDeadline = .seconds(600)
            settings.limits.tlsHandshakeDeadline = .seconds(600)
        }
        change(&settings)
        switch driver {
        case .shard:
            let bench = ShardBench(shardCount: shardCount, settings: settings)
            let authentication = try BenchAuthentication(settings)
            bench.verdict = { authentication.judge($0) }
            bench.step = { authentication.judge($0) }
            backend = .bench(bench)
        case .tcp, .tls:
            backend = .sockets(
                try SocketBroker(settings, isTLS: driver == .tls, shardCount: shardCount))
        }
    }

    /// Opens a network connection; nothing is sent yet.
    package func open(_ version: ProtocolVersion = .v5) async throws -> Probe {
        switch backend {
        case .bench(let bench): Probe(bench: bench, client: bench.open(), version: version)
        case .sockets(let broker):
            Probe(peer: try await broker.connect(), broker: broker, version: version)
        }
    }

    /// Opens a network connection, sends CONNECT and takes the CONNACK of success that follows;
    /// ``Probe/connAck`` keeps it.
    package func join(
        _ clientID: String, _ version: ProtocolVersion = .v5, cleanStart: Bool = true,
        keepAlive: UInt16 = 0, will: Will? = nil, userName: String? = nil,
        password: [UInt8]? = nil, properties: Properties = []
    ) async throws -> Probe {
        let probe = try await open(version)
        try await probe.connect(
            Connect(
                version: version, clientID: clientID, cleanStart: cleanStart,
                keepAlive: keepAlive, will: will, userName: userName, password: password,
                properties: properties))
        return probe
    }

    /// Ends a broker with sockets before its object ends; whether everything was written.
    package func stop() -> Bool {
        guard case .sockets(let broker) = backend else { return true }
        return broker.stop()
    }

    /// Lets time pass; only the driver ``ProbeDriver/shard`` can.
    package func advance(seconds: UInt64) throws {
        guard case .bench(let bench) = backend else {
            throw ProbeFailure("time passes by hand only in a shard without sockets")
        }
        // In steps, as the owner of a shard calls it once a second; long times in fewer.
        var rest = seconds
        while rest > 0 {
            let step = min(rest, max(1, seconds / 4_096))
            bench.advance(seconds: step)
            rest -= step
        }
    }

    /// Returns when the broker has noticed that the client's connection ended.
    package func ended(_ clientID: String?, count: Int = 1) async throws {
        guard case .sockets(let broker) = backend else { return }
        _ = try await broker.events.ended(clientID, count: count)
    }
}
