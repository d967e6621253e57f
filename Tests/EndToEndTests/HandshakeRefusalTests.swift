import BrokerCore
import Foundation
import Identity
import MQTTProbe
import StockPeers
import Testing

/// Each failure is one line in the broker's log: who, what, why, the cure and the fault's name.
@Suite(.serialized, .timeLimit(.minutes(1))) struct `A handshake that fails is one line` {
    let made: MadeIdentities

    init() throws { made = try MadeIdentities() }

    /// The line when a peer has failed.
    private func line(_ broker: RunningBroker) async throws -> String {
        _ = try await broker.events.linkFailed()
        let line = try broker.refusal()
        #expect(line.hasPrefix("Client <unknown> [127.0.0.1:"))
        return line
    }

    private func sClient(_ broker: RunningBroker, _ options: [String]) async throws {
        let arguments = ["s_client", "-connect", "127.0.0.1:\(broker.port())"] + options
        _ = try await ProgramRun.run("openssl", arguments, in: broker.folder.url)
    }

    @Test(arguments: ["tlsv1.2", "tlsv1.3"])
    func `without a client certificate`(version: String) async throws {
        let broker = try RunningBroker([made.listener()])
        let run = try await broker.run(
            "mosquitto_pub", made.trust + ["--tls-version", version, "-t", "t", "-m", "x"],
            host: "localhost")
        #expect(run.exitCode != 0 && run.errors.hasPrefix("Error: "))
        let line = try await line(broker)
        #expect(line.contains(", for 'localhost'] refused: it shows no certificate"))
        #expect(line.contains("127.0.0.1 port 0 requires a client certificate"))
        #expect(line.contains("(--cert, --key), or set require_certificate false [TLS-022]"))
    }

    @Test func `with a client certificate of a stranger`() async throws {
        let strangers = try MadeIdentities()
        let broker = try RunningBroker([made.listener()])
        let identity = ["--cert", strangers.device.certificatePath, "--key"]
        let run = try await broker.run(
            "mosquitto_pub",
            made.trust + identity + [strangers.device.keyPath, "-t", "t", "-m", "x"])
        #expect(run.exitCode != 0)
        let line = try await line(broker)
        #expect(line.contains("client certificate 'CN=sensor-1"))
        #expect(line.contains(made.authorityFile))
        #expect(line.hasSuffix("[TLS-023]") || line.hasSuffix("[TLS-006]"))
    }

    @Test(arguments: [
        ["mosquitto_pub", "tlsv1.2"], ["mosquitto_pub", "tlsv1.3"], ["openssl", "-tls1_2"],
        ["openssl", "-tls1_3"], ["python3"], ["gnutls-cli", "NORMAL:-VERS-TLS1.3"],
        ["gnutls-cli", "NORMAL"],
    ])
    func `by a client that trusts another authority`(peer: [String]) async throws {
        let other = try MadeIdentities()  // its files go with it
        let broker = try RunningBroker([made.listener()])
        try await connect(peer, trusting: other.authorityFile, to: broker)
        let line = try await line(broker)
        let alert = peer[0] == "gnutls-cli" ? "bad certificate" : "unknown ca"
        #expect(line.contains("server certificate refused by 127.0.0.1: \(alert) ("))
        #expect(line.contains("give it that authority's certificate"))
        #expect(line.contains(" as --cafile") && line.hasSuffix(" [TLS-005]"))
        _ = other
    }

    /// Lets a TLS client of that kind come, which trusts the authorities of that file.
    private func connect(
        _ peer: [String], trusting file: String, to broker: RunningBroker
    ) async throws {
        let port = "\(broker.port())"
        switch peer[0] {
        case "mosquitto_pub":
            _ = try await broker.run(
                peer[0],
                [
                    "--cafile", file, "--cert", made.device.certificatePath, "--key",
                    made.device.keyPath, "--tls-version", peer[1], "-t", "t", "-m", "x",
                ])
        case "openssl":
            try await sClient(broker, [peer[1], "-CAfile", file, "-verify_return_error"])
        case "python3":
            _ = try await ProgramRun.run(
                "python3", ["-c", Self.python, file, port, "localhost"], in: broker.folder.url)
        default:
            _ = try await ProgramRun.run(
                "gnutls-cli",
                ["--x509cafile", file, "--priority", peer[1], "-p", port, "localhost"],
                in: broker.folder.url)
        }
    }

    private static let python = """
        import socket, ssl, sys
        context = ssl.create_default_context(cafile=sys.argv[1])
        peer = socket.create_connection(("127.0.0.1", int(sys.argv[2])))
        context.wrap_socket(peer, server_hostname=sys.argv[3])
        """

    @Test func `by a client whose clock is wrong`() async throws {
        let broker = try RunningBroker([made.listener()])
        try await sClient(
            broker,
            ["-CAfile", made.authorityFile, "-attime", "4102444800", "-verify_return_error"])
        let line = try await line(broker)
        #expect(line.contains("server certificate refused by 127.0.0.1: certificate expired ("))
        #expect(line.contains("set the clock of 127.0.0.1") && line.hasSuffix(" [TLS-012]"))
    }

    @Test func `without a common version`() async throws {
        let broker = try RunningBroker([made.listener(minimumVersion: .tls13)])
        try await sClient(broker, ["-tls1_2"])
        let line = try await line(broker)
        #expect(line.contains("it offers TLS 1.2, and 127.0.0.1 port 0 speaks TLS 1.3 only"))
        #expect(line.contains("set tls_version tlsv1.2") && line.hasSuffix(" [TLS-029]"))
    }

    @Test func `with versions of the past only`() async throws {
        let broker = try RunningBroker([made.listener()])
        try await sClient(broker, ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"])
        let line = try await line(broker)
        #expect(line.contains("it offers TLS 1.1, and 127.0.0.1 port 0 speaks TLS 1.2 and"))
        #expect(line.hasSuffix("let the client speak TLS 1.2 or later [TLS-029]"))
    }

    @Test func `of a device that has ECDSA only with a broker that has RSA`() async throws {
        let lab = try await LabCertificates()
        let broker = try RunningBroker([lab.listener])
        try await sClient(broker, ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"])
        let line = try await line(broker)
        #expect(line.contains("it offers 1, all of which want an ECDSA certificate"))
        #expect(line.contains("give this listener an ECDSA P-256 certificate"))
        #expect(line.hasSuffix(" [TLS-030]"))
    }

    @Test func `without a signature that both know`() async throws {
        let broker = try RunningBroker([made.listener()])
        try await sClient(broker, ["-tls1_3", "-sigalgs", "RSA-PSS+SHA256"])
        let line = try await line(broker)
        #expect(line.contains("only RSA-PSS; give this listener a certificate with a P-256 key"))
        #expect(line.hasSuffix(" [TLS-031]"))
    }

    @Test(arguments: [
        ("\u{10}\u{0E}\0\u{04}MQTT\u{04}\u{02}\0<\0\u{02}id", "plain MQTT", "[TLS-028]"),
        ("GET / HTTP/1.1\r\n\r\n", "plain HTTP", "[NET-006]"),
        ("PROXY TCP4 10.0.0.1 10.0.0.2 5 8883\r\n", "PROXY protocol", "[NET-005]"),
        ("\r\n\r\n\0\r\nQUIT\n!\u{11}\0\u{0C}", "PROXY protocol", "[NET-005]"),
    ])
    func `of what is no TLS`(text: String, name: String, id: String) async throws {
        let broker = try RunningBroker([made.listener()])
        let peer = try await RawPeer(port: broker.port())
        await peer.send(Array(text.utf8))
        _ = try await peer.bytesToEnd()
        let line = try await line(broker)
        #expect(line.contains(name) && line.hasSuffix(id))
    }

    @Test(arguments: ["", "\u{16}\u{03}\u{01}\u{02}\0\u{01}"])
    func `that is given up`(start: String) async throws {
        let broker = try RunningBroker([made.listener()])
        let peer = try await RawPeer(port: broker.port())
        await peer.send(Array(start.utf8))
        await peer.close()
        let line = try await line(broker)
        #expect(line.contains(start.isEmpty ? "before it sent anything" : "did not say why"))
        #expect(line.hasSuffix(" [TLS-052]"))
    }

    @Test func `and a loop of them does not fill the disk`() async throws {
        let broker = try RunningBroker([made.listener()])
        for _ in 1...9 {
            let peer = try await RawPeer(port: broker.port())
            await peer.send(Array("GET / HTTP/1.1\r\n\r\n".utf8))
            _ = try await peer.bytesToEnd()
        }
        let log = try broker.finalLog()
        #expect(log.components(separatedBy: "[NET-006]").count - 1 == 5)
        #expect(log.contains("...and 4 more of these from 127.0.0.1 in the last "))
        #expect(!log.contains("closed its connection"))
    }
}
