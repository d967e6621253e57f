internal import BrokerCore
internal import BrokerRuntime
internal import BrokerTransport
internal import Chain

/// The broker of `apus up`: the same code that `apus broker` runs.
extension ChainBroker {
    /// Runs the broker in this process until the task is cancelled.
    /// - Parameter log: where its lines go.
    func run(log: BrokerLog, whenReady: @Sendable () -> Void) async throws {
        let running: Broker
        do throws(BrokerFault) {
            running = try Broker(settings: settings, log: log)
        } catch {
            throw ChainFailure(lines: lines(for: error))
        }
        whenReady()
        // Nothing is ever yielded: the loop ends when the task is cancelled.
        let (forever, _) = AsyncStream.makeStream(of: Never.self)
        for await _ in forever {}
        if !running.stop() {
            throw ChainFailure(lines: [
                "not everything could be written to \(stateFolder)/broker.db; free some space "
                    + "there. Nothing of that was acknowledged."
            ])
        }
    }

    /// Plain on loopback for anybody on this machine; mutual TLS on all addresses, where the
    /// certificate is the user.
    private var settings: BrokerSettings {
        var settings = BrokerSettings(
            listeners: ListenerSettings.loopback(port: UInt16(port)))
        settings.listeners.append(
            ListenerSettings(
                address: .tcp(host: nil, port: UInt16(tlsPort)),
                tls: TLSSettings(
                    certificateFile: certificatePath, keyFile: keyPath,
                    certificateAuthorityFile: authorityPath, requiresCertificate: true,
                    userNameFromCertificate: .commonName)))
        settings.persistence = PersistenceSettings(
            isEnabled: true, location: stateFolder, file: "broker.db")
        settings.logging.types = [.error, .warning]
        return settings
    }

    /// A busy port is named with the option that changes it.
    private func lines(for fault: BrokerFault) -> [String] {
        guard case .socket(.busy(let place)) = fault else { return StartText.lines(for: fault) }
        let isTLS = place.hasSuffix("port \(tlsPort)")
        let option = isTLS ? "--tls-port" : "--port"
        return [
            "port \(isTLS ? tlsPort : port) is in use by another program; stop that, or "
                + "choose another port with \(option)."
        ]
    }
}
