import BrokerCore
import BrokerTransport

/// What a broker opens before its threads start.
struct BrokerParts: Sendable {
    let listeners: [ListenPoint]
    let wakeUps: [WakeUp]
    let mailboxes: [ShardMailbox]

    init(settings: BrokerSettings, shardCount: Int) throws(BrokerFault) {
        let holders = CertificateHolders()
        let whole = settings.limits.connectionsMax.map { ConnectionCount(max: $0) }
        var listeners: [ListenPoint] = []
        for (place, listener) in settings.listeners.enumerated() {
            let tls = try Self.tls(of: listener, holders)
            let own = listener.connectionsMax.map { ConnectionCount(max: $0) }
            let counts = [own, whole].compactMap(\.self)
            do throws(ListenFault) {
                for socket in try ListenSocket.open(listener.address) {
                    listeners.append(
                        ListenPoint(
                            socket: socket, tls: tls, settingsPlace: place, counts: counts))
                }
            } catch .addressNotAvailable where Self.isIPv6Loopback(listener.address) {
                continue  // a machine without IPv6; its other loopback address serves
            } catch {
                throw .socket(error)
            }
        }
        self.listeners = listeners
        do throws(SystemFault) {
            var wakeUps: [WakeUp] = []
            for _ in 0..<shardCount { wakeUps.append(try WakeUp()) }
            self.wakeUps = wakeUps
        } catch {
            throw .system(error)
        }
        mailboxes = wakeUps.map { ShardMailbox(wakeUp: $0) }
    }

    /// The port that a listener of the settings was bound to; nil for a Unix domain socket.
    func port(ofListener place: Int) -> UInt16? {
        listeners.first { $0.settingsPlace == place && $0.socket.port != 0 }?.socket.port
    }

    private static func isIPv6Loopback(_ address: ListenerAddress) -> Bool {
        if case .tcp("::1", _) = address { true } else { false }
    }

    /// The TLS of that listener of the settings; nil for plain text.
    func tls(ofListener place: Int) -> TLSListener? {
        listeners.first { $0.settingsPlace == place }?.tls
    }

    private static func tls(
        of listener: ListenerSettings, _ holders: CertificateHolders
    ) throws(BrokerFault) -> TLSListener? {
        guard let tls = listener.tls else { return nil }
        do throws(TLSFault) {
            return try TLSListener(tls, holders: holders)
        } catch {
            throw .tls(error)
        }
    }
}
