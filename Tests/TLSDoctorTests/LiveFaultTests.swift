import FaultCatalogue
import Foundation
import MQTTPackets
import StockPeers
import TLSDoctor
import Testing

/// Brokers and clients that do not accept each other, with stock mosquitto as the broker.
@Suite struct LiveFaultTests {
    let bench: Workbench

    init() async throws {
        bench = try Workbench()
        try await bench.authority()
        try await bench.issueServer()
        try await bench.issueClient()
    }

    private func first(
        _ broker: StockBroker, _ change: (inout LiveTarget) -> Void = { _ in }
    ) async throws -> Finding {
        var target = LiveTarget(host: "localhost", port: broker.port)
        target.files = bench.client
        change(&target)
        let report = await LiveDoctor.examine(target, now: bench.now)
        return try #require(report.faults.first, "\(report.text)")
    }

    @Test func `a broker whose authority is not trusted is the client's to mend`() async throws {
        try await bench.authority("other", subject: "/O=Other/CN=Other CA")
        let broker = try await StockBroker(settings: bench.mutualTLS)
        let found = try await first(broker) { $0.files.authorities = bench.path("other.crt") }
        #expect(found.id == .issuerNotTrusted && found.culprit == .client)
        #expect(found.cure.contains("other.crt"))
    }

    @Test func `a broker whose certificate names another host`() async throws {
        try await bench.issue(
            "server",
            Workbench.leafExtensions
                + "extendedKeyUsage=serverAuth\nsubjectAltName=DNS:broker.example")
        let broker = try await StockBroker(settings: bench.mutualTLS)
        let found = try await first(broker)
        #expect(found.id == .hostNameNotInCertificate && found.culprit == .authority)
        #expect(found.cure.contains("DNS:localhost"))
    }

    @Test func `a broker that wants a certificate, and a client that has none`() async throws {
        let broker = try await StockBroker(settings: bench.mutualTLS)
        let found = try await first(broker) {
            ($0.files.certificate, $0.files.key) = (nil, nil)
        }
        #expect(found.id == .clientCertificateMissing && found.culprit == .client)
        #expect(found.cure.contains("--cert") && found.cure.contains("apus cert device"))
    }

    @Test func `a client of another authority, refused only after the handshake of TLS 1.3`()
        async throws
    {
        try await bench.authority("other", subject: "/O=Other/CN=Other CA")
        try await bench.issueClient("stranger", by: "other")
        let broker = try await StockBroker(settings: bench.mutualTLS)
        let found = try await first(broker) {
            $0.files.certificate = bench.path("stranger.crt")
            $0.files.key = bench.path("stranger.key")
        }
        #expect(found.id == .clientCertificateNotTrusted && found.culprit == .client)
        #expect(found.what.contains("unknown ca"))
        #expect(found.cure.contains("cafile") || found.cure.contains("issued"))
    }

    @Test func `a revoked client`() async throws {
        try bench.write("index.txt", "")
        try bench.write("crlnumber", "01\n")
        try bench.write(
            "ca.conf",
            "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=crlnumber\n"
                + "default_md=sha256\ndefault_crl_days=30\n")
        let authority = ["-config", "ca.conf", "-keyfile", "ca.key", "-cert", "ca.crt"]
        try await ProgramRun.succeed(
            "openssl", ["ca", "-revoke", "client.crt"] + authority, in: bench.folder.url)
        try await ProgramRun.succeed(
            "openssl", ["ca", "-gencrl", "-out", "ca.crl"] + authority, in: bench.folder.url)
        let broker = try await StockBroker(
            settings: bench.mutualTLS + ["crlfile \(bench.path("ca.crl"))"])
        let found = try await first(broker)
        #expect(found.id == .certificateRevoked, "\(found.line)")
        #expect(found.cure.contains("apus cert device"))
        _ = try bench.configuration(
            bench.mutualTLS + ["crlfile \(bench.path("ca.crl"))"], port: broker.port)
        let report = bench.examine("mosquitto.conf", client: bench.client)
        #expect(report.faults.first?.id == .certificateRevoked, "\(report.summary)")
    }

    @Test func `the key of another certificate is found before anybody is called`() async throws {
        let broker = try await StockBroker(settings: bench.mutualTLS)
        let found = try await first(broker) { $0.files.key = bench.path("server.key") }
        #expect(found.id == .keyOfAnotherCertificate && found.culprit == .client)
    }

    @Test func `a wrong password, and none at all`() async throws {
        try await ProgramRun.succeed(
            "mosquitto_passwd", ["-b", "-c", "passwords", "attic", "right"], in: bench.folder.url)
        let broker = try await StockBroker(settings: [
            "allow_anonymous false", "password_file \(bench.path("passwords"))",
        ])
        let wrong = try await first(broker) {
            $0.files = ClientFiles()
            $0.userName = "attic"
            $0.password = Array("wrong".utf8)
        }
        #expect(wrong.id == .credentialsRefused && wrong.culprit == .client, "\(wrong.line)")
        #expect(wrong.cure.contains("mosquitto_passwd"))
        #expect(!wrong.line.contains("wrong"))
        let none = try await first(broker) { $0.files = ClientFiles() }
        #expect(none.id == .notAuthorized, "\(none.line)")
        #expect(none.cure.contains("--user"))
    }

    @Test func `a keep-alive that the broker does not allow`() async throws {
        let port = try await FreePort.find()
        let file = try bench.configuration(
            ["allow_anonymous true", "max_keepalive 30"], port: port)
        let broker = try await RunningProgram(
            ApusBinary.path, ["broker", "-c", file], in: bench.folder.url)
        try await broker.errors.contains("apus running")
        var target = LiveTarget(host: "127.0.0.1", port: port)
        target.version = .v311
        let old = await LiveDoctor.examine(target, now: bench.now)
        #expect(old.faults.map(\.id) == [.keepAliveRefused], "\(old.summary)")
        #expect(old.faults.first?.culprit == .client)
        #expect(old.faults.first?.cure.contains("-k") == true)
        target.version = .v5
        let new = await LiveDoctor.examine(target, now: bench.now)
        #expect(new.isHealthy)
        #expect(new.warnings.map(\.id) == [.keepAliveRefused], "\(new.summary)")
        broker.signal(SIGTERM)
        _ = try await broker.end()
    }

    @Test func `a client without common name, where it is the user's name`() async throws {
        try await bench.issue(
            "client", subject: "/O=Test/OU=Sensors", Workbench.clientExtensions)
        let broker = try await StockBroker(settings: bench.mutualTLS)
        let found = try await first(broker)
        #expect(found.id == .commonNameMissing && found.culprit == .authority, "\(found.line)")
    }

    @Test func `old answers: another version, an unavailable broker, a ban`() async throws {
        let answers: [([UInt8], FaultID)] = [
            ([0x20, 2, 0, 1], .versionRefused), ([0x20, 2, 0, 3], .brokerUnavailable),
        ]
        for (bytes, id) in answers {
            let server = try await AnsweringServer(.answering(bytes))
            let report = await LiveDoctor.examine(
                LiveTarget(host: "127.0.0.1", port: server.port), now: bench.now)
            #expect(report.faults.first?.id == id, "\(report.summary)")
        }
    }

    @Test func `ciphers that do not fit the broker's key are no wish for a certificate`()
        async throws
    {
        let broker = try await StockBroker(settings: [
            "certfile \(bench.path("server.crt"))", "keyfile \(bench.path("server.key"))",
            "ciphers ECDHE-RSA-AES128-GCM-SHA256", "allow_anonymous true",
        ])
        var target = LiveTarget(host: "localhost", port: broker.port)
        target.files.authorities = bench.path("ca.crt")
        let report = await LiveDoctor.examine(target, now: bench.now)
        #expect(report.isHealthy, "\(report.summary)")
        #expect(report.warnings.map(\.id) == [.noCommonCipher], "\(report.summary)")
        #expect(report.warnings.first?.culprit == .broker)
        #expect(report.healthy.last?.contains("TLS 1.3") == true)
    }

    @Test func `what a broker says does not move the cursor`() async throws {
        let words = Array("\u{1B}[2J".utf8)
        let said: [UInt8] = [0x1F, 0, UInt8(words.count)] + words
        let body: [UInt8] = [0, 0x87, UInt8(said.count)] + said
        let server = try await AnsweringServer(.answering([0x20, UInt8(body.count)] + body))
        var target = LiveTarget(host: "127.0.0.1", port: server.port)
        target.version = .v5
        target.userName = "attic"
        target.usesTLS = false
        let report = await LiveDoctor.examine(target, now: bench.now)
        #expect(!report.text.unicodeScalars.contains("\u{1B}"))
    }

    @Test func `a broker that speaks TLS 1.3 only, and a client that does not`() async throws {
        let broker = try await StockBroker(settings: bench.mutualTLS + ["tls_version tlsv1.3"])
        let found = try await first(broker) { $0.isLimitedToTLS12 = true }
        #expect(found.id == .noCommonVersion && found.culprit == .client, "\(found.line)")
        #expect(found.cure.contains("tls_version tlsv1.2"))
    }

    @Test func `a clock that stands in the past is named before the certificates`() async throws {
        let broker = try await StockBroker(settings: bench.mutualTLS)
        var target = LiveTarget(host: "localhost", port: broker.port)
        target.files = bench.client
        let report = await LiveDoctor.examine(target, now: 86_400)
        #expect(report.faults.first?.id == .peerClockWrong, "\(report.summary)")
        #expect(report.faults.first?.culprit == .clock)
        #expect(report.faults.first?.cure.contains("timedatectl") == true)
    }
}
