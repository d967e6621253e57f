import BrokerCore
import BrokerRuntime
import Identity
import StockPeers

/// A whole broker on a free port of loopback.
final class SocketBroker {
    let events = EventRecord()
    private let broker: Broker
    private let folder: TemporaryFolder?
    private let authorityFile: String?
    private var isStopped = false

    /// Starts it; with TLS under a certificate made for the occasion.
    init(_ settings: BrokerSettings, isTLS: Bool, shardCount: Int) throws {
        var settings = settings
        if isTLS {
            let folder = try TemporaryFolder()
            let store = IdentityStore(folder: folder.path("pki"))
            authorityFile = try store.ensureAuthority().certificatePath
            let server = try store.ensureServer(names: ["localhost"])
            for place in settings.listeners.indices {
                settings.listeners[place].tls = TLSSettings(
                    certificateFile: server.certificatePath, keyFile: server.keyPath)
            }
            self.folder = folder
        } else {
            folder = nil
            authorityFile = nil
        }
        broker = try Broker(
            settings: settings, shardCount: shardCount, log: try BrokerLog(settings.logging),
            observer: { [events] in events.take($0) })
    }

    deinit { _ = stop() }

    /// Ends it; whether everything was written.
    func stop() -> Bool {
        if isStopped { return true }
        isStopped = true
        return broker.stop()
    }

    func connect() async throws -> RawPeer {
        try await RawPeer(
            port: Int(broker.listeners[0].port ?? 0), authorityFile: authorityFile)
    }
}
