import Foundation
import Identity
import StockPeers
import TLSDoctor
import Testing

/// Sound files, of which nothing must be said.
@Suite struct HealthyFilesTests {
    let bench: Workbench

    init() throws { bench = try Workbench() }

    private func expectSilence(_ report: DoctorReport) {
        #expect(report.findings.isEmpty, "\(report.summary)")
        #expect(!report.healthy.isEmpty)
    }

    @Test func `what apus ca and apus cert make is healthy, the whole folder at once`() throws {
        let store = IdentityStore(folder: bench.path("pki"))
        _ = try store.ensureAuthority()
        _ = try store.ensureServer(names: ["localhost", "127.0.0.1"])
        _ = try store.ensureDevice(name: "sensor-1")
        let report = bench.examine("pki", host: "localhost")
        expectSilence(report)
        #expect(report.inventory.count == 6)
        #expect(report.inventory[0].contains("authority"))
    }

    @Test func `what openssl makes well is healthy, with and without a configuration`()
        async throws
    {
        try await bench.authority()
        try await bench.issueServer()
        try await bench.issueClient()
        expectSilence(
            bench.examine(
                "ca.crt", "server.crt", "server.key", "client.crt", "client.key",
                host: "127.0.0.1"))
        _ = try bench.configuration(bench.mutualTLS)
        expectSilence(bench.examine("mosquitto.conf", "ca.crt", "client.crt", "client.key"))
        expectSilence(bench.examine("mosquitto.conf", client: bench.client))
    }

    @Test func `the command says so and exits with 0`() async throws {
        try await bench.authority()
        try await bench.issueServer()
        let run = try await ProgramRun.run(
            ApusBinary.path, ["doctor", "ca.crt", "server.crt", "server.key"],
            in: bench.folder.url)
        #expect(run.exitCode == 0, "\(run.output)")
        #expect(run.output.contains("✓ server.key is the key of server.crt"))
        #expect(run.output.hasSuffix("Healthy.\n"))
    }

    @Test func `a plain listener of this machine is healthy`() throws {
        try bench.write("mosquitto.conf", "listener 1883 127.0.0.1\nallow_anonymous true\n")
        let report = bench.examine("mosquitto.conf")
        #expect(report.findings.isEmpty, "\(report.summary)")
    }

    @Test func `an encrypted key of the authority is as it should be`() async throws {
        try await bench.authority()
        try await bench.issueServer()
        try await bench.openssl(
            "pkey", "-in", "ca.key", "-aes256", "-passout", "pass:secret", "-out", "ca2.key")
        try FileManager.default.removeItem(atPath: bench.path("ca.key"))
        try FileManager.default.moveItem(
            atPath: bench.path("ca2.key"), toPath: bench.path("ca.key"))
        try bench.setMode(0o700, of: "")
        expectSilence(bench.examine("ca.crt", "ca.key", "server.crt", "server.key"))
    }
}
