import ApusClient
import ScriptedServer
import StockPeers
import Testing

@Suite(.timeLimit(.minutes(1))) struct `The explanation of a refused connection` {
    @Test func `says who: address, certificate and its fingerprint`() async throws {
        let certificates = try await StockCertificates()
        let broker = try await StockBroker(settings: certificates.mutualTLS())
        let error = try #require(
            await failure(configuration(broker.port, certificates, trust: "stranger.crt")))
        let peer = try #require(error.diagnosis?.peer)
        #expect(peer.address == "127.0.0.1" || peer.address == "::1")
        #expect(peer.certificateSubject == "CN=broker,O=Test")
        let fingerprint = try await ProgramRun.run(
            "openssl",
            ["x509", "-in", certificates.path("broker.crt"), "-noout", "-fingerprint", "-sha256"],
            in: certificates.folder.url
        ).output.split(separator: "=").last?.filter(\.isHexDigit).lowercased()
        #expect(peer.certificateFingerprint == fingerprint)
        #expect(error.description.contains("(\(peer.description)) failed: "))
    }

    @Test func `costs one connection more, also for who comes back`() async throws {
        let certificates = try await StockCertificates()
        let broker = try await StockBroker(settings: certificates.mutualTLS())
        let relay = try await CountingRelay(to: broker.port)
        let client = MQTTClient(configuration(relay.port, certificates, trust: "stranger.crt"))
        await #expect(throws: MQTTClientError.self) { try await client.connect() }
        #expect(relay.count == 2)
        let again = await #expect(throws: MQTTClientError.self) { try await client.connect() }
        #expect(again?.faultID == "TLS-005")
        #expect(relay.count == 3)
    }

    @Test func `of another name costs none`() async throws {
        let certificates = try await StockCertificates()
        let broker = try await StockBroker(settings: certificates.mutualTLS(broker: "other"))
        let relay = try await CountingRelay(to: broker.port)
        let error = await failure(configuration(relay.port, certificates))
        #expect(error?.faultID == "TLS-002")
        #expect(error?.diagnosis?.what.contains("elsewhere.example") == true)
        #expect(relay.count == 1)
    }

    @Test func `says that only the system's authorities count where none are given`() async throws {
        let certificates = try await StockCertificates()
        let broker = try await StockBroker(settings: certificates.mutualTLS())
        var settings = configuration(broker.port, certificates)
        settings.tls?.trustRoots = .system
        let error = try #require(await failure(settings))
        #expect(error.faultID == "TLS-005")
        #expect(error.description.contains("only the system's authorities count"))
        #expect(error.description.contains("--cafile"))
    }

    @Test(arguments: [TLSConfiguration.Version.v12, .v13])
    func `of a client without certificate is the same in each version of TLS`(
        version: TLSConfiguration.Version
    ) async throws {
        let certificates = try await StockCertificates()
        let broker = try await StockBroker(settings: certificates.mutualTLS())
        var settings = configuration(broker.port, certificates)
        settings.tls?.maximumVersion = version
        settings.tls?.certificateChainFile = nil
        settings.tls?.privateKeyFile = nil
        let error = await failure(settings)
        #expect(error?.faultID == "TLS-022")
        #expect(error?.diagnosis?.peer.certificateSubject == "CN=broker,O=Test")
    }

    @Test func `of a peer that closes as soon as TLS begins is the wrong port`() async throws {
        let certificates = try await StockCertificates()
        let broker = try await StockBroker()
        let error = await failure(configuration(broker.port, certificates))
        #expect(error?.faultID == "TLS-028")
        #expect(error?.diagnosis?.cure.contains("8883") == true)
    }

    @Test func `of CONNACK's and DISCONNECT's reasons is found without a connection`() {
        let reasons: [(ReasonCode, String)] = [
            (.unsupportedProtocolVersion, "MQTT-003"), (.clientIdentifierNotValid, "MQTT-004"),
            (.badUserNameOrPassword, "MQTT-001"), (.badAuthenticationMethod, "MQTT-001"),
            (.notAuthorized, "MQTT-002"), (.serverUnavailable, "MQTT-005"),
            (.quotaExceeded, "MQTT-005"), (.packetTooLarge, "MQTT-008"),
        ]
        for (reason, id) in reasons {
            let error = MQTTClientError.refused(server: "b:1883", reason: reason, detail: nil)
            #expect(error.faultID == id)
            #expect(error.description.hasSuffix(" [\(id)]"))
        }
        let endings: [(ReasonCode, String?)] = [
            (.sessionTakenOver, "MQTT-007"), (.keepAliveTimeout, "MQTT-006"),
            (.notAuthorized, nil),
        ]
        for (reason, id) in endings {
            let error = MQTTClientError.disconnectedByServer(
                server: "b:1883", reason: reason, detail: nil)
            #expect(error.faultID == id)
        }
        #expect(MQTTClientError.notConnected(server: "b:1883").faultID == nil)
    }

    @Test(arguments: [
        (ProtocolVersion.v311, "20 02 00 02", "MQTT-006", "-k 60"),
        (.v311, "20 02 00 05", "MQTT-001", "user name and password"),
        (.v5, "20 03 00 87 00", "MQTT-001", "user name and password"),
        (.v5, "20 03 00 85 00", "MQTT-004", "another client identifier"),
        (.v5, "48 54 54 50 2F 31 2E 31 20 34 30 30 0D 0A", "NET-005", "port"),
        (.v5, "15 03 03 00 02 02 46", "TLS-028", "switch TLS on"),
    ])
    func `of an answer is read in the light of what was asked`(
        version: ProtocolVersion, answer: String, fault: String, cure: String
    ) async throws {
        let server = try await RawServer()
        var settings = MQTTClient.Configuration(
            host: "127.0.0.1", port: server.port, version: version)
        settings.clientID = "pump-1"
        settings.keepAlive = .seconds(3_600)
        settings.credentials = Credentials(userName: "attic", password: "secret")
        let configuration = settings
        async let outcome = failure(configuration)
        try await server.expectConnect()
        try await server.send(answer)
        let error = try #require(await outcome)
        #expect(error.faultID == fault, "\(error)")
        #expect(error.diagnosis?.cure.contains(cure) == true, "\(error)")
        #expect(!error.description.contains("secret"))
    }

    private func configuration(
        _ port: Int, _ certificates: StockCertificates, trust: String = "ca.crt"
    ) -> MQTTClient.Configuration {
        var settings = MQTTClient.Configuration(host: "localhost", port: port)
        settings.tls = TLSConfiguration(
            trustRoots: .file(certificates.path(trust)),
            certificateChainFile: certificates.path("client.crt"),
            privateKeyFile: certificates.path("client.key"))
        return settings
    }
}
