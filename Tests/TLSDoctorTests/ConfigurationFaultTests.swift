import FaultCatalogue
import Foundation
import StockPeers
import TLSDoctor
import Testing

/// Listeners of mosquitto.conf, alone and with a client's files.
@Suite struct ConfigurationFaultTests {
    let bench: Workbench

    init() async throws {
        bench = try Workbench()
        try await bench.authority()
        try await bench.issueServer()
        try await bench.issueClient()
    }

    private func first(_ lines: [String], port: Int = 8883) throws -> Finding {
        _ = try bench.configuration(lines, port: port)
        let report = bench.examine("mosquitto.conf")
        return try #require(report.findings.first, "\(report.text)")
    }

    @Test func `certificates are required, and nobody is trusted`() throws {
        let found = try first(bench.mutualTLS.filter { !$0.hasPrefix("cafile") })
        #expect(found.id == .noAuthorities)
        #expect(found.culprit == .broker)
        #expect(found.cure.contains("cafile"))
    }

    @Test func `a folder of authorities must be hashed`() async throws {
        let folder = bench.path("authorities")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: bench.path("ca.crt"), toPath: folder + "/ca.crt")
        let lines =
            bench.mutualTLS.filter { !$0.hasPrefix("cafile") } + ["capath \(folder)"]
        let found = try first(lines)
        #expect(found.id == .authorityFolderUnhashed)
        #expect(found.cure.contains("openssl rehash"))
        try await bench.openssl("rehash", folder)
        let report = bench.examine("mosquitto.conf", "client.crt")
        #expect(report.findings.isEmpty, "\(report.summary)")
    }

    @Test func `TLS on 1883 and plain MQTT on 8883 mislead clients`() throws {
        let secure = try first(bench.mutualTLS, port: 1883)
        #expect(secure.id == .wrongPort && secure.weight == .warning)
        let plain = try first(["allow_anonymous true"], port: 8883)
        #expect(plain.id == .wrongPort && plain.weight == .warning)
    }

    @Test func `a listener for anybody on the network is a warning`() throws {
        try bench.write("mosquitto.conf", "listener 1883\nallow_anonymous true\n")
        let report = bench.examine("mosquitto.conf")
        #expect(report.findings.map(\.id) == [.openToAnybody], "\(report.summary)")
        #expect(report.isHealthy)
        try bench.write("mosquitto.conf", "listener 1883\npassword_file /dev/null\n")
        #expect(bench.examine("mosquitto.conf").findings.map(\.id) == [.secretsInPlainText])
    }

    @Test func `a listener that lets nobody in is a warning, and so is none at all`() throws {
        try bench.write("mosquitto.conf", "listener 1883 127.0.0.1\n")
        #expect(bench.examine("mosquitto.conf").findings.map(\.id) == [.notAuthorized])
        try bench.write("mosquitto.conf", "persistence true\n")
        #expect(bench.examine("mosquitto.conf").findings.map(\.id) == [.nobodyListens])
    }

    @Test func `a misspelt option is named with the one that was meant`() throws {
        _ = try bench.configuration(bench.mutualTLS + ["cerfile x"])
        let report = bench.examine("mosquitto.conf")
        #expect(report.findings.map(\.id) == [.configurationRefused], "\(report.summary)")
        #expect(report.findings[0].what.contains("certfile"))
    }

    @Test func `every missing file of every listener is named, not only the first`() throws {
        try bench.write(
            "mosquitto.conf",
            """
            allow_anonymous true
            listener 8883 127.0.0.1
            certfile /nowhere/a.crt
            keyfile /nowhere/a.key
            listener 8884 127.0.0.1
            certfile /nowhere/b.crt
            keyfile \(bench.path("server.key"))
            """)
        let missing = bench.examine("mosquitto.conf").findings(.fileMissing).map(\.what)
        #expect(missing.count == 3)
        #expect(missing.contains { $0.contains("/nowhere/b.crt") })
    }

    @Test func `a client without common name is not authorised by it`() async throws {
        try await bench.issue(
            "nameless", subject: "/O=Test/OU=Sensors", Workbench.clientExtensions)
        _ = try bench.configuration(bench.mutualTLS)
        let report = bench.examine("mosquitto.conf", "nameless.crt")
        #expect(report.faults.first?.id == .commonNameMissing, "\(report.summary)")
        #expect(report.faults.first?.cure.contains("apus cert device") == true)
    }

    @Test func `a client of another authority is the broker's to refuse`() async throws {
        try await bench.authority("other", subject: "/O=Other/CN=Other CA")
        try await bench.issueClient("stranger", by: "other")
        _ = try bench.configuration(bench.mutualTLS)
        let report = bench.examine("mosquitto.conf", "ca.crt", "stranger.crt", "stranger.key")
        #expect(report.faults.first?.id == .clientCertificateNotTrusted, "\(report.summary)")
    }

    @Test func `a client that trusts another authority is named as the one to act`() async throws {
        try await bench.authority("other", subject: "/O=Other/CN=Other CA")
        _ = try bench.configuration(bench.mutualTLS)
        var client = bench.client
        client.authorities = bench.path("other.crt")
        let report = bench.examine("mosquitto.conf", client: client)
        #expect(report.faults.first?.id == .issuerNotTrusted, "\(report.summary)")
        #expect(report.faults.first?.culprit == .client)
    }

    @Test func `ciphers for another kind of key let no TLS 1.2 client in`() throws {
        let found = try first(bench.mutualTLS + ["ciphers ECDHE-RSA-AES128-GCM-SHA256"])
        #expect(found.id == .noCommonCipher)
        _ = try bench.configuration(
            bench.mutualTLS + ["ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256"])
        #expect(bench.examine("mosquitto.conf").findings.isEmpty)
    }

    @Test func `the lab's configuration is read as it stands`() throws {
        try bench.write(
            "mosquitto.conf",
            """
            listener 8883
            protocol mqtt
            allow_anonymous true
            cafile \(bench.path("ca.crt"))
            certfile \(bench.path("server.crt"))
            keyfile \(bench.path("server.key"))
            require_certificate true
            """)
        let report = bench.examine("mosquitto.conf")
        #expect(report.findings.isEmpty, "\(report.summary)")
        #expect(report.inventory.contains { $0.contains("port 8883 with TLS") })
    }
}
