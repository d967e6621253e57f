internal import NIOCore
internal import NIOPosix

/// Saying why connecting failed.
extension MQTTClient {
    /// Notes what is seen of connection number `attempt`.
    func note(attempt: UInt64, _ change: @Sendable (inout ConnectionEvidence) -> Void) {
        if attempt == self.attempt { change(&evidence) }
    }

    /// The error with its explanation; a handshake may be begun once more to find it.
    func explained(_ error: MQTTClientError) async -> MQTTClientError {
        let evidence = evidence
        var shown: [[UInt8]] = []
        if case .tls(_, .certificateUnverified, _) = error { shown = await chain(evidence) }
        let failed = FailedConnection(
            configuration: configuration, error: error, evidence: evidence, shown: shown,
            now: SystemFacts.now)
        return await MQTTClient.explanation(of: failed)
    }

    /// Who comes back and shows the same certificate is not asked again.
    private func chain(_ evidence: ConnectionEvidence) async -> [[UInt8]] {
        guard let tls = configuration.tls, let peer = evidence.peer else { return [] }
        if let certificate = evidence.certificate, shownChain.first == certificate {
            return shownChain
        }
        let chain = await ShownChain.ask(
            peer, serverName: configuration.indicatedName, tls, on: eventLoop)
        shownChain = chain
        return chain
    }

    /// Files are read and signatures checked: off the event loop.
    @concurrent
    private nonisolated static func explanation(
        of failed: FailedConnection
    ) async -> MQTTClientError {
        failed.explained()
    }
}

extension MQTTClient.Configuration {
    /// The name that TLS asks for (SNI); nil for an address, which RFC 6066 does not allow there.
    var indicatedName: String? {
        let name = tls?.serverName ?? host
        let isAddress = (try? SocketAddress(ipAddress: name, port: 0)) != nil  // a name is no fault
        return isAddress ? nil : name
    }
}
