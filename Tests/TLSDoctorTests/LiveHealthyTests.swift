import FaultCatalogue
import Foundation
import Identity
import StockPeers
import TLSDoctor
import Testing

/// Brokers that work: nothing must be found.
@Suite struct LiveHealthyTests {
    private func expectSilence(_ report: DoctorReport) {
        #expect(report.findings.isEmpty, "\(report.summary)")
        #expect(!report.healthy.isEmpty)
    }

    private func examine(_ target: LiveTarget) async -> DoctorReport {
        await LiveDoctor.examine(target, now: Int64(Date().timeIntervalSince1970))
    }

    @Test func `mosquitto with mutual TLS, by name and by address`() async throws {
        let bench = try Workbench()
        try await bench.authority()
        try await bench.issueServer()
        try await bench.issueClient()
        let broker = try await StockBroker(settings: bench.mutualTLS)
        for host in ["localhost", "127.0.0.1"] {
            var target = LiveTarget(host: host, port: broker.port)
            target.files = bench.client
            let report = await examine(target)
            expectSilence(report)
            #expect(report.healthy.contains { $0.contains("TLS 1.3 and TLS 1.2") })
            #expect(report.healthy.contains { $0.contains("refuses clients without") })
            #expect(report.healthy.last?.contains("MQTT 5, MQTT 3.1.1") == true)
        }
    }

    @Test func `mosquitto without TLS, and with a password`() async throws {
        let open = try await StockBroker()
        expectSilence(await examine(LiveTarget(host: "127.0.0.1", port: open.port)))
        let folder = try TemporaryFolder()
        try await ProgramRun.succeed(
            "mosquitto_passwd", ["-b", "-c", "passwords", "attic", "right"], in: folder.url)
        let closed = try await StockBroker(settings: [
            "allow_anonymous false", "password_file \(folder.path("passwords"))",
        ])
        var target = LiveTarget(host: "127.0.0.1", port: closed.port)
        target.userName = "attic"
        target.password = Array("right".utf8)
        expectSilence(await examine(target))
    }

    @Test func `our broker with what apus ca and apus cert make, by the command`() async throws {
        let bench = try Workbench()
        let store = IdentityStore(folder: bench.path("pki"))
        let authority = try store.ensureAuthority()
        let server = try store.ensureServer(names: ["localhost", "127.0.0.1"])
        let device = try store.ensureDevice(name: "sensor-1")
        let port = try await FreePort.find()
        let file = try bench.configuration(
            [
                "cafile \(authority.certificatePath)", "certfile \(server.certificatePath)",
                "keyfile \(server.keyPath)", "require_certificate true",
                "use_identity_as_username true",
            ], port: port)
        let broker = try await RunningProgram(
            ApusBinary.path, ["broker", "-c", file], in: bench.folder.url)
        try await broker.errors.contains("apus running")
        let run = try await ProgramRun.run(
            ApusBinary.path,
            [
                "doctor", "localhost:\(port)", file, "--cafile", authority.certificatePath,
                "--cert", device.certificatePath, "--key", device.keyPath,
            ], in: bench.folder.url)
        #expect(run.exitCode == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("✓ over TLS 1.3 it accepts this client"), "\(run.output)")
        #expect(run.output.contains("✓ over TLS 1.2 it accepts this client"))
        #expect(!run.output.contains("! "), "\(run.output)")
        broker.signal(SIGTERM)
        _ = try await broker.end()
    }

    @Test func `the session of the client whose identifier is given is kept`() async throws {
        let broker = try await StockBroker()
        let subscribing = ["-p", "\(broker.port)", "-i", "attic", "-c", "-q", "1", "-t", "t"]
        let bench = try Workbench()
        try await ProgramRun.succeed("mosquitto_sub", subscribing + ["-E"], in: bench.folder.url)
        try await ProgramRun.succeed(
            "mosquitto_pub", ["-p", "\(broker.port)", "-q", "1", "-t", "t", "-m", "kept"],
            in: bench.folder.url)
        var target = LiveTarget(host: "127.0.0.1", port: broker.port)
        target.clientID = "attic"
        expectSilence(await examine(target))
        let run = try await ProgramRun.run(
            "mosquitto_sub", subscribing + ["-C", "1", "-W", "5"], in: bench.folder.url)
        #expect(run.output.contains("kept"), "\(run.output)\(run.errors)")
    }

    @Test func `files without options are those of the client that calls`() async throws {
        let bench = try Workbench()
        try await bench.authority()
        try await bench.issueServer()
        try await bench.issueClient()
        let broker = try await StockBroker(settings: bench.mutualTLS)
        let files = FileDoctor.clientFiles(
            among: ["server.crt", "ca.crt", "client.key", "client.crt"].map { bench.path($0) })
        #expect(files == bench.client)
        var target = LiveTarget(host: "localhost", port: broker.port)
        target.files = files
        target.areFilesGuessed = true
        expectSilence(await examine(target))
        target.files = ClientFiles()
        let bare = await examine(target)
        #expect(bare.faults.map(\.id) == [.issuerNotTrusted], "\(bare.summary)")
    }

    @Test func `a certificate for which nobody asked is no name`() async throws {
        let bench = try Workbench()
        try await bench.authority()
        try await bench.issueServer()
        try await bench.issueClient()
        let broker = try await StockBroker(settings: [
            "certfile \(bench.path("server.crt"))", "keyfile \(bench.path("server.key"))",
            "allow_anonymous true",
        ])
        var target = LiveTarget(host: "localhost", port: broker.port)
        target.files = bench.client
        let report = await examine(target)
        expectSilence(report)
        #expect(report.healthy.contains("it lets clients in without a certificate"))
        #expect(report.healthy.last?.contains("this client (MQTT 5") == true, "\(report.text)")
    }

    @Test func `a device with one cipher suite`() async throws {
        let bench = try Workbench()
        try await bench.authority()
        try await bench.issueServer()
        try await bench.issueClient()
        let broker = try await StockBroker(settings: bench.mutualTLS)
        var target = LiveTarget(host: "localhost", port: broker.port)
        target.files = bench.client
        target.isDevice = true
        expectSilence(await examine(target))
    }
}
