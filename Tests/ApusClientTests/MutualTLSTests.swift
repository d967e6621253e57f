import ApusClient
import StockPeers
import Testing

@Suite(.timeLimit(.minutes(1))) struct `With mutual TLS` {
    @Test(arguments: ["localhost", "127.0.0.1"], [TLSConfiguration.Version.v12, .v13])
    func `certificate and name are accepted`(
        host: String, version: TLSConfiguration.Version
    ) async throws {
        let certificates = try await StockCertificates()
        let broker = try await StockBroker(settings: certificates.mutualTLS())
        var settings = secured(broker, certificates, host: host)
        settings.tls?.maximumVersion = version
        let client = MQTTClient(settings)
        try await client.connect()
        let subscription = try await client.subscribe(to: "t")
        try await client.publish("secret", to: "t")
        #expect(try await first(of: subscription).text == "secret")
        await client.disconnect()
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func `a certificate for another name is refused`(host: String) async throws {
        let certificates = try await StockCertificates()
        let broker = try await StockBroker(settings: certificates.mutualTLS(broker: "other"))
        var settings = secured(broker, certificates, host: host)
        guard case .tls(_, .hostNameMismatch(host), _) = await failure(settings) else {
            Issue.record("the name was not refused")
            return
        }
        settings.tls?.verification = .withoutHostName
        let client = MQTTClient(settings)
        try await client.connect()
        await client.disconnect()
    }

    @Test func `a broker of a foreign authority is refused, host name check or not`() async throws {
        let certificates = try await StockCertificates()
        let broker = try await StockBroker(settings: certificates.mutualTLS())
        var settings = secured(broker, certificates)
        settings.tls?.trustRoots = .file(certificates.path("stranger.crt"))
        for verification in [TLSConfiguration.Verification.full, .withoutHostName] {
            settings.tls?.verification = verification
            guard case .tls(_, .certificateUnverified, _) = await failure(settings) else {
                Issue.record("the stranger was not refused: \(verification)")
                continue
            }
        }
    }

    @Test(arguments: [TLSConfiguration.Version.v12, .v13])
    func `a client without certificate learns what is missing`(
        version: TLSConfiguration.Version
    ) async throws {
        let certificates = try await StockCertificates()
        let broker = try await StockBroker(settings: certificates.mutualTLS())
        var settings = secured(broker, certificates)
        settings.tls?.maximumVersion = version
        settings.tls?.certificateChainFile = nil
        settings.tls?.privateKeyFile = nil
        let alert = version == .v13 ? "certificate required" : "handshake failure"
        guard case .tls(_, .refusedByServer(alert), _) = await failure(settings) else {
            Issue.record("the client was not refused by the alert '\(alert)'")
            return
        }
    }

    @Test func `a client of a foreign authority learns that it is unknown`() async throws {
        let certificates = try await StockCertificates()
        let broker = try await StockBroker(settings: certificates.mutualTLS())
        var settings = secured(broker, certificates)
        settings.tls?.certificateChainFile = certificates.path("stranger.crt")
        settings.tls?.privateKeyFile = certificates.path("stranger.key")
        guard case .tls(_, .refusedByServer(let alert), _) = await failure(settings) else {
            Issue.record("the client was not refused by an alert")
            return
        }
        #expect(alert == "unknown ca")
    }

    @Test func `a file that cannot be used is named with the reason`() async throws {
        let certificates = try await StockCertificates()
        var settings = MQTTClient.Configuration(host: "localhost", port: 1)
        settings.tls = TLSConfiguration(trustRoots: .file(certificates.path("none.crt")))
        guard
            case .file(
                certificates.path("none.crt"), .certificateAuthorities, "No such file or directory",
                _) = await failure(settings)
        else {
            Issue.record("the missing file was not named")
            return
        }
        settings.tls = TLSConfiguration(
            trustRoots: .file(certificates.path("ca.crt")),
            certificateChainFile: certificates.path("client.crt"),
            privateKeyFile: certificates.path("stranger.key"))
        guard case .file(_, .privateKey, _, _) = await failure(settings) else {
            Issue.record("the key of another certificate was taken")
            return
        }
        settings.tls?.privateKeyFile = certificates.path("client.crt")
        guard case .file(_, .privateKey, _, _) = await failure(settings) else {
            Issue.record("a certificate was taken for a key")
            return
        }
        settings.tls = TLSConfiguration(trustRoots: .file(certificates.path("ca.key")))
        guard case .file(_, .certificateAuthorities, _, _) = await failure(settings) else {
            Issue.record("a key was taken for an authority")
            return
        }
    }

    @Test func `a broker without TLS at that port is told apart`() async throws {
        let certificates = try await StockCertificates()
        let broker = try await StockBroker()
        #expect(await failure(secured(broker, certificates)) != nil)
    }

    private func secured(
        _ broker: StockBroker, _ certificates: StockCertificates, host: String = "localhost"
    ) -> MQTTClient.Configuration {
        var settings = MQTTClient.Configuration(host: host, port: broker.port)
        settings.tls = TLSConfiguration(
            trustRoots: .file(certificates.path("ca.crt")),
            certificateChainFile: certificates.path("client.crt"),
            privateKeyFile: certificates.path("client.key"))
        return settings
    }

    private func failure(_ settings: MQTTClient.Configuration) async -> MQTTClientError? {
        do throws(MQTTClientError) {
            let client = MQTTClient(settings)
            try await client.connect()
            await client.disconnect()
            return nil
        } catch {
            return error
        }
    }
}
