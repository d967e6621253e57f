import BrokerCore
import BrokerTransport
import StockPeers
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A broker whose key is in a token` {
    @Test(arguments: ["p256", "p384", "rsa"], ["tlsv1.2", "tlsv1.3"])
    func `serves stock clients`(object: String, version: String) async throws {
        let identity = try await TokenIdentity()
        let broker = try RunningBroker([try listener(identity, object)])
        let made = identity.made
        let pub = try await broker.run(
            "mosquitto_pub",
            made.deviceOptions + ["--tls-version", version, "-t", "t", "-m", "x", "-q", "1"],
            host: "localhost")
        #expect(pub.exitCode == 0 && pub.errors.isEmpty)
        let option = version == "tlsv1.2" ? "-tls1_2" : "-tls1_3"
        let shown = try await ProgramRun.run(
            "openssl",
            ["s_client", "-connect", "127.0.0.1:\(broker.port())", option, "-CAfile"]
                + [made.authorityFile, "-verify_return_error", "-verify_ip", "127.0.0.1"],
            in: made.folder.url)
        #expect(shown.output.contains("Verify return code: 0 (ok)"))
        #expect(shown.output.contains("Peer signature type: \(object == "rsa" ? "RSA" : "ECDSA")"))
    }

    @Test func `serves its clients on several shards at once`() async throws {
        let identity = try await TokenIdentity()
        let broker = try RunningBroker([try listener(identity, "p256")], shardCount: 2)
        let words =
            ["-h", "localhost", "-p", "\(broker.port())", "-t", "t", "-n"]
            + identity.made.deviceOptions
        let folder = broker.folder.url
        try await withThrowingTaskGroup(of: Int32.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    try await ProgramRun.run("mosquitto_pub", words, in: folder).exitCode
                }
            }
            for try await code in group { #expect(code == 0) }
        }
    }

    @Test func `logs the token's own words when it does not sign`() async throws {
        let identity = try await TokenIdentity()
        let (address, pinFile) = try identity.losableAddress()
        let broker = try RunningBroker([
            ListenerSettings(
                address: .tcp(host: "127.0.0.1", port: 0),
                tls: TLSSettings(
                    certificateFile: try identity.server("lost", address: address),
                    keyFile: address),
                isAnonymousAllowed: true)
        ])
        identity.lose(pinFile: pinFile)
        let pub = try await broker.run(
            "mosquitto_pub", identity.made.trust + ["-t", "t", "-n"], host: "localhost")
        #expect(pub.exitCode != 0)
        let log = try broker.finalLog()
        #expect(log.contains("this broker's key did not sign: the PIN cannot be read from"))
        #expect(log.contains("[TLS-051]"))
    }

    @Test func `says that it did not sign of nobody else's handshake`() async throws {
        let identity = try await TokenIdentity()
        let (address, pinFile) = try identity.losableAddress()
        var settings = try settings(
            identity, "p256", certificate: identity.server("lost", address: address))
        settings.keyFile = address
        let broker = try RunningBroker(
            [ListenerSettings(address: .tcp(host: "127.0.0.1", port: 0), tls: settings)],
            shardCount: 2)
        identity.lose(pinFile: pinFile)
        let words = ["-h", "localhost", "-p", "\(broker.port())", "-t", "t", "-n"]
        let (port, folder) = (broker.port(), broker.folder.url)
        let trust = identity.made.trust
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 2...17 {
                group.addTask {
                    _ = try await ProgramRun.run("mosquitto_pub", words + trust, in: folder)
                }
                group.addTask {
                    let peer = try await RawPeer(port: port, from: "127.0.0.\(number)")
                    await peer.send(Array("SSH-2.0-OpenSSH_9\r\n".utf8))
                    _ = try await peer.bytesToEnd()
                }
            }
            try await group.waitForAll()
        }
        let lines = try broker.finalLog().split(separator: "\n")
        let failed = lines.filter { $0.contains("[TLS-051]") }
        #expect(!failed.isEmpty && failed.allSatisfy { $0.contains("[127.0.0.1:") })
        #expect(lines.count { $0.contains("it speaks SSH") } == 16)
    }

    @Test func `does not start with another key's certificate`() async throws {
        let identity = try await TokenIdentity()
        for other in ["always", "rsa"] {
            let settings = try settings(identity, "p256", certificate: identity.server(other))
            let fault = try #require(throws: TLSFault.self) { try TLSContext(settings) }
            guard case .keyMismatch(_, settings.certificateFile) = fault else {
                Issue.record("\(fault)")
                return
            }
        }
    }

    @Test func `says at its start what is wrong with the token`() async throws {
        let identity = try await TokenIdentity()
        var settings = try settings(identity, "p256", certificate: identity.server("p256"))
        settings.keyFile = identity.tokens.address("p256", token: "nobody")
        let fault = try #require(throws: TLSFault.self) { try TLSContext(settings) }
        #expect(fault.description.contains("no token fits 'pkcs11:token=nobody;object=p256'"))
        #expect(fault.description.contains("keyfile") && fault.description.contains("[TLS-051]"))
        settings.keyFile += "&pin-value=\(SoftTokens.pin)"
        let secret = try #require(throws: TLSFault.self) { try TLSContext(settings) }
        #expect(!secret.description.contains(SoftTokens.pin))
    }

    private func listener(
        _ identity: TokenIdentity, _ object: String
    ) throws -> ListenerSettings {
        ListenerSettings(
            address: .tcp(host: "127.0.0.1", port: 0),
            tls: try settings(identity, object, certificate: identity.server(object)),
            isAnonymousAllowed: true)
    }

    private func settings(
        _ identity: TokenIdentity, _ object: String, certificate: String
    ) throws -> TLSSettings {
        TLSSettings(
            certificateFile: certificate, keyFile: identity.address(object),
            certificateAuthorityFile: identity.made.authorityFile, requiresCertificate: false)
    }
}
