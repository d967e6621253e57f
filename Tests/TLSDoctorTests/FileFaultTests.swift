import FaultCatalogue
import Foundation
import StockPeers
import TLSDoctor
import Testing

/// What is wrong with files by themselves and with each other.
@Suite struct FileFaultTests {
    let bench: Workbench

    init() async throws {
        bench = try Workbench()
        try await bench.authority()
        try await bench.issueServer()
        try await bench.issueClient()
    }

    private func expect(
        _ id: FaultID, _ culprit: Culprit, _ word: String, in report: DoctorReport,
        weight: Finding.Weight = .fault, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = report.findings(id)
        #expect(found.count == 1, "\(report.summary)", sourceLocation: sourceLocation)
        #expect(found.first?.culprit == culprit, sourceLocation: sourceLocation)
        #expect(found.first?.weight == weight, sourceLocation: sourceLocation)
        #expect(
            found.first?.cure.contains(word) == true, "\(found.first?.cure ?? "")",
            sourceLocation: sourceLocation)
    }

    @Test func `an encrypted key beside certificates of clients is a client's`() async throws {
        let bench = try Workbench()
        try await bench.authority()
        try await bench.issueClient("d1")
        try await bench.openssl(
            "pkcs8", "-topk8", "-in", "d1.key", "-out", "locked.key", "-passout", "pass:x")
        let report = bench.examine("ca.crt", "d1.crt", "locked.key")
        #expect(report.findings(.keyEncrypted).map(\.culprit) == [.client], "\(report.summary)")
    }

    @Test func `a key of another certificate is named by what both print`() throws {
        try FileManager.default.removeItem(atPath: bench.path("server.key"))
        try FileManager.default.copyItem(
            atPath: bench.path("client.key"), toPath: bench.path("server.key"))
        expect(
            .keyOfAnotherCertificate, .broker, "openssl pkey -in",
            in: bench.examine("ca.crt", "server.crt", "server.key"))
    }

    @Test func `swapped files of a listener are told apart from unreadable ones`() throws {
        let lines = [
            "cafile \(bench.path("ca.crt"))", "certfile \(bench.path("server.key"))",
            "keyfile \(bench.path("server.crt"))", "allow_anonymous true",
        ]
        _ = try bench.configuration(lines)
        let report = bench.examine("mosquitto.conf")
        #expect(report.faults.first?.id == .filesSwapped)
        #expect(report.faults.first?.culprit == .broker)
        #expect(report.faults.first?.cure.contains("swap") == true)
    }

    @Test func `a key that the broker's user cannot read is given to that user`() throws {
        _ = try bench.configuration(bench.mutualTLS + ["user nobody"])
        let key = bench.path("server.key")
        expect(
            .keyUnreadable, .broker, "sudo chown nobody \(key)",
            in: bench.examine("mosquitto.conf"))
        _ = try bench.configuration(bench.mutualTLS + ["user root"])
        #expect(bench.examine("mosquitto.conf").findings(.keyUnreadable).isEmpty)
    }

    @Test func `a file in DER is converted, and its content is judged all the same`() async throws {
        try await bench.openssl(
            "x509", "-in", "server.crt", "-outform", "DER", "-out", "server.der")
        let report = bench.examine("ca.crt", "server.der")
        expect(.notPEM, .broker, "openssl x509 -inform DER", in: report)
        #expect(report.inventory.contains { $0.contains("certificate of a server") })
    }

    @Test func `a missing file is missed`() {
        expect(.fileMissing, .client, "path", in: bench.examine("ca.crt", "nowhere.crt"))
    }

    @Test func `joined blocks are parted`() throws {
        let joined = try bench.read("server.crt").dropLast() + bench.read("ca.crt")
        try bench.write("server.crt", String(joined))
        expect(
            .blocksJoined, .broker, "sed -i",
            in: bench.examine("ca.crt", "server.crt", "server.key"))
    }

    @Test func `an encrypted key is decrypted`() async throws {
        try await bench.openssl(
            "pkey", "-in", "client.key", "-aes256", "-passout", "pass:x", "-out", "locked.key")
        _ = try bench.configuration(bench.mutualTLS)
        var client = bench.client
        client.key = bench.path("locked.key")
        expect(
            .keyEncrypted, .client, "openssl pkey -in",
            in: bench.examine("mosquitto.conf", client: client))
    }

    @Test func `a key that everybody may read is made private`() throws {
        try bench.setMode(0o644, of: "server.key")
        expect(
            .keyReadableByOthers, .broker, "chmod 600",
            in: bench.examine("ca.crt", "server.crt", "server.key"), weight: .warning)
    }

    @Test func `the authority's key is not handed out with certificates`() throws {
        expect(
            .authorityKeyExposed, .authority, "mkdir -m 700",
            in: bench.examine("ca.crt", "ca.key", "client.crt"), weight: .warning)
        try bench.write("bundle.crt", bench.read("ca.crt") + bench.read("ca.key"))
        expect(
            .authorityKeyExposed, .authority, "openssl x509 -in",
            in: bench.examine("bundle.crt", "client.crt"), weight: .warning)
        try bench.setMode(0o644, of: "ca.key")
        expect(
            .authorityKeyExposed, .authority, "chmod 600",
            in: bench.examine("ca.crt", "ca.key", "client.crt"), weight: .warning)
    }

    @Test func `a published key protects nobody`() async throws {
        // The public half of the sensor project's authority, whose private half is on the web.
        let point = """
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEgxNb5nhT99G2K2oxK2v02htxnIlL
            1IUaSW/sjU9kmLAeKT8cQj/0MOJylaOjRcGtQADGUBStEgz/rRYwRtEnug==
            """
        try bench.write(
            "known.pub", "-----BEGIN PUBLIC KEY-----\n\(point)\n-----END PUBLIC KEY-----\n")
        try await bench.openssl(
            "x509", "-new", "-subj", "/CN=Known", "-force_pubkey", "known.pub", "-CA", "ca.crt",
            "-CAkey", "ca.key", "-days", "30", "-out", "known.crt")
        expect(
            .authorityKeyExposed, .authority, "apus ca init",
            in: bench.examine("ca.crt", "known.crt"))
    }

    @Test func `one serial number for two certificates is a warning`() async throws {
        try await bench.issue("one", serial: 4711, Workbench.clientExtensions)
        try await bench.issue("two", serial: 4711, Workbench.clientExtensions)
        expect(
            .serialReused, .authority, "number of its own",
            in: bench.examine("ca.crt", "one.crt", "two.crt"), weight: .warning)
    }

    @Test func `paths with spaces are quoted in what is pasted`() async throws {
        try bench.setMode(0o644, of: "server.key")
        try FileManager.default.moveItem(
            atPath: bench.path("server.key"), toPath: bench.path("my server.key"))
        let report = bench.examine("ca.crt", "server.crt", "my server.key")
        let cure = try #require(report.findings(.keyReadableByOthers).first?.cure)
        #expect(cure.contains("chmod 600 '\(bench.path("my server.key"))'"))
    }

    @Test func `a broker's name is checked when it is known`() {
        let report = bench.examine("ca.crt", "server.crt", host: "broker.example")
        #expect(report.faults.first?.id == .hostNameNotInCertificate, "\(report.summary)")
    }

    @Test func `bytes of any kind are told from certificates, and nothing more`() throws {
        try Data((0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 73) }).write(
            to: URL(filePath: bench.path("noise.crt")))
        let report = bench.examine("ca.crt", "noise.crt")
        #expect(report.faults.first?.id == .notPEM, "\(report.summary)")
    }
}
