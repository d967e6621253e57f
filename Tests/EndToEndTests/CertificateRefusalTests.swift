import BrokerCore
import Foundation
import Identity
import MQTTProbe
import StockPeers
import Testing

/// What is wrong with a certificate is named, whichever side refuses it.
@Suite(.serialized, .timeLimit(.minutes(1))) struct `A certificate that is refused is judged` {
    private func line(_ broker: RunningBroker) async throws -> String {
        _ = try await broker.events.linkFailed()
        return try broker.refusal()
    }

    @Test func `the lab's, whose authority bears the name of those it signs`() async throws {
        let lab = try await LabCertificates(authority: "")
        let broker = try RunningBroker([lab.listener])
        let run = try await broker.run(
            "mosquitto_pub",
            [
                "--cafile", lab.path("ca.crt"), "--cert", lab.path("client.crt"), "--key",
                lab.path("client.key"), "--insecure", "-t", "world", "-m", "hello",
            ])
        #expect(run.exitCode != 0)
        let line = try await line(broker)
        #expect(line.contains("server certificate refused by 127.0.0.1: unknown ca: "))
        #expect(line.contains("O=ISIS,ST=France,C=FR"))
        #expect(line.hasSuffix(" [TLS-001]"))
    }

    @Test(arguments: ["mosquitto_pub", "apus", "python3"])
    func `the broker's, whose names are others than the client's`(peer: String) async throws {
        let made = try MadeIdentities()
        let store = IdentityStore(folder: made.folder.path("pki"))
        let server = try store.ensureServer(names: ["broker.example"])
        var listener = made.listener()
        listener.tls?.certificateFile = server.certificatePath
        listener.tls?.keyFile = server.keyPath
        let broker = try RunningBroker([listener])
        let place = ["-h", "localhost", "-p", "\(broker.port())", "-t", "t", "-m", "x"]
        switch peer {
        case "apus":
            _ = try await ProgramRun.run(
                ApusBinary.path, ["pub"] + place + made.deviceOptions, in: broker.folder.url)
        case "python3":
            let script = """
                import socket, ssl, sys
                context = ssl.create_default_context(cafile=sys.argv[1])
                peer = socket.create_connection(("127.0.0.1", int(sys.argv[2])))
                context.wrap_socket(peer, server_hostname="localhost")
                """
            _ = try await ProgramRun.run(
                "python3", ["-c", script, made.authorityFile, "\(broker.port())"],
                in: broker.folder.url)
        default:
            _ = try await ProgramRun.run(peer, place + made.deviceOptions, in: broker.folder.url)
        }
        let line = try await line(broker)
        #expect(line.contains("for 'localhost'") && line.contains("broker.example"))
        #expect(line.hasSuffix(" [TLS-002]"))
    }

    @Test func `the broker's, whose time is over`() async throws {
        let lab = try await LabCertificates()
        try await ProgramRun.succeed(
            "openssl",
            [
                "x509", "-req", "-in", "broker.csr", "-CA", "ca.crt", "-CAkey", "ca.key",
                "-CAcreateserial", "-out", "broker.crt", "-days", "-1",
            ], in: lab.folder.url)
        let broker = try RunningBroker([lab.listener])
        _ = try await broker.run(
            "mosquitto_pub",
            ["--cafile", lab.path("ca.crt"), "--insecure", "-t", "world", "-m", "hello"])
        let line = try await line(broker)
        #expect(line.contains("server certificate refused by 127.0.0.1: certificate expired: "))
        #expect(line.hasSuffix(" [TLS-010]"))
    }

    @Test func `the client's, whose time is over: it and its fingerprint are named`() async throws {
        let lab = try await LabCertificates()
        try await ProgramRun.succeed(
            "openssl",
            [
                "x509", "-req", "-in", "client.csr", "-CA", "ca.crt", "-CAkey", "ca.key",
                "-CAcreateserial", "-out", "client.crt", "-days", "-1",
            ], in: lab.folder.url)
        let broker = try RunningBroker([lab.listener])
        _ = try await broker.run(
            "mosquitto_pub",
            [
                "--cafile", lab.path("ca.crt"), "--cert", lab.path("client.crt"), "--key",
                lab.path("client.key"), "--insecure", "-t", "world", "-m", "hello",
            ])
        let line = try await line(broker)
        let name = "O=Internet Widgits Pty Ltd,ST=France,C=FR"
        #expect(line.contains("certificate '\(name)' SHA-256 \(try await fingerprint(lab))]"))
        #expect(line.contains("client certificate '\(name)' refused: certificate has expired"))
        #expect(line.hasSuffix(" [TLS-010]"))
    }

    /// The SHA-256 of the client's certificate, as openssl has it.
    private func fingerprint(_ lab: LabCertificates) async throws -> String {
        let run = try await ProgramRun.run(
            "openssl",
            ["x509", "-in", lab.path("client.crt"), "-noout", "-fingerprint", "-sha256"],
            in: lab.folder.url)
        return (run.output.split(separator: "=").last ?? "").lowercased()
            .filter(\.isHexDigit)
    }

    @Test(arguments: [
        [0x30, 6, 2, 1, 1, 2, 1, 1], [UInt8](repeating: 7, count: 64),
    ])
    func `the client's, whose key signs wrongly, or in another form`(
        signature: [UInt8]
    ) async throws {
        let made = try MadeIdentities()
        let broker = try RunningBroker([made.listener()])
        let client = try await ForgingClient(port: broker.port(), made, signature: signature)
        let line = try await line(broker)
        #expect(line.contains("for 'localhost', certificate 'CN=sensor-1"))
        #expect(line.contains("] refused: it shows the certificate 'CN=sensor-1"))
        #expect(line.contains("ECDSA as DER") && line.hasSuffix(" [TLS-047]"))
        _ = client
    }

    @Test func `the client's, which is of a stranger`() async throws {
        let made = try MadeIdentities()
        let lab = try await LabCertificates()
        let broker = try RunningBroker([made.listener()])
        _ = try await broker.run(
            "mosquitto_pub",
            made.trust + [
                "--cert", lab.path("client.crt"), "--key", lab.path("client.key"), "-t", "t",
                "-m", "x",
            ])
        let line = try await line(broker)
        #expect(line.contains("Lab CA") && line.hasSuffix(" [TLS-023]"))
    }
}
