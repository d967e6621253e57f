import Foundation
import Identity
import StockPeers
import Testing

/// SIGHUP and `--watch` on the real program.
@Suite(.serialized, .timeLimit(.minutes(1))) struct `apus broker that reads its files again` {
    let devices: RevocableDevices
    let folder: TemporaryFolder
    let port: Int

    init() async throws {
        devices = try await RevocableDevices()
        folder = try TemporaryFolder()
        port = try await FreePort.find()
        try await ProgramRun.succeed(
            "mosquitto_passwd", ["-c", "-b", "passwd", "a", "secret"], in: folder.url)
        try configure()
    }

    private func write(_ name: String, _ lines: [String]) throws {
        try (lines.joined(separator: "\n") + "\n").write(
            toFile: folder.path(name), atomically: true, encoding: .utf8)
    }

    private func configure(_ more: [String] = []) throws {
        try write(
            "apus.conf",
            [
                "listener \(port) 127.0.0.1", "cafile \(devices.made.authorityFile)",
                "certfile \(devices.made.server.certificatePath)",
                "keyfile \(devices.made.server.keyPath)", "crlfile \(devices.listFile)",
                "require_certificate true", "use_identity_as_username true", "persistence false",
                "log_type all", "log_dest stderr", "log_dest file \(folder.path("broker.log"))",
            ] + more)
    }

    private func start(_ options: [String] = []) async throws -> RunningProgram {
        let broker = try await RunningProgram(
            ApusBinary.path, ["broker", "-c", "apus.conf"] + options, in: folder.url)
        try await broker.errors.contains("apus running")
        return broker
    }

    /// A client of the device, which waits for one message.
    private func subscriber(_ device: Int, _ broker: RunningProgram) async throws -> RunningProgram
    {
        let program = try await RunningProgram(
            "mosquitto_sub",
            ["-h", "127.0.0.1", "-p", "\(port)", "-i", "d\(device)", "-t", "t", "-C", "1"]
                + devices.options(device), in: folder.url)
        try await broker.errors.contains("Sending SUBACK to d\(device)")
        return program
    }

    private func stop(_ broker: RunningProgram) async throws {
        broker.signal(SIGTERM)
        #expect(try await broker.end().exitCode == 0)
    }

    @Test(arguments: [[], ["--watch"]])
    func `sends away who was revoked, and keeps the others`(options: [String]) async throws {
        let broker = try await start(options)
        let first = try await subscriber(0, broker)
        let second = try await subscriber(1, broker)
        try await devices.revoke(0)
        if options.isEmpty { broker.signal(SIGHUP) }
        try await broker.errors.contains("Client d0 [127.0.0.1:")
        try await broker.errors.contains("was revoked; issue another one")
        let pub = try await ProgramRun.run(
            "mosquitto_pub",
            ["-h", "127.0.0.1", "-p", "\(port)", "-t", "t", "-m", "still here"]
                + devices.options(1), in: folder.url)
        #expect(pub.exitCode == 0)
        #expect(try await second.end().output == "still here\n")
        let again = try await ProgramRun.run(
            "mosquitto_pub",
            ["-h", "127.0.0.1", "-p", "\(port)", "-t", "t", "-m", "x"] + devices.options(0),
            in: folder.url)
        #expect(again.exitCode != 0)
        try await broker.errors.contains(
            "client certificate 'CN=sensor-1' refused: certificate revoked")
        _ = first
        try await stop(broker)
    }

    @Test func `shows a renewed certificate as soon as it is there, with --watch`() async throws {
        let broker = try await start(["--watch"])
        try await devices.issue(
            "renewed", subject: "/CN=renewed",
            extensions: "subjectAltName=DNS:localhost,IP:127.0.0.1")
        for (new, old) in [
            ("renewed.key", devices.made.server.keyPath),
            ("renewed.crt", devices.made.server.certificatePath),
        ] {
            try await ProgramRun.succeed(
                "mv", [devices.made.folder.path(new), old], in: folder.url)
        }
        try await broker.errors.contains("The files were read again")
        let shown = try await ProgramRun.run(
            "openssl",
            ["s_client", "-connect", "127.0.0.1:\(port)", "-CAfile", devices.made.authorityFile],
            in: folder.url)
        #expect(shown.output.contains("CN = renewed"))
        try await stop(broker)
    }

    @Test func `takes a user file that the configuration names by then`() async throws {
        let plain = try await FreePort.find()
        try configure(["listener \(plain) 127.0.0.1", "allow_anonymous true"])
        let broker = try await start()
        let words = ["-h", "127.0.0.1", "-p", "\(plain)", "-t", "t", "-m", "x"]
        try await ProgramRun.succeed("mosquitto_pub", words, in: folder.url)
        try configure([
            "listener \(plain) 127.0.0.1", "password_file \(folder.path("passwd"))",
            "listener \(plain + 1) 127.0.0.1",
        ])
        broker.signal(SIGHUP)
        try await broker.errors.contains("127.0.0.1 port \(plain + 1) is not open")
        try await broker.errors.contains("The files were read again")
        let refused = try await ProgramRun.run("mosquitto_pub", words, in: folder.url)
        #expect(refused.exitCode != 0)
        try await ProgramRun.succeed(
            "mosquitto_pub", words + ["-u", "a", "-P", "secret"], in: folder.url)
        try await stop(broker)
    }

    @Test func `says what it cannot use, and goes on with what it had`() async throws {
        let broker = try await start()
        let client = try await subscriber(1, broker)
        try write("apus.conf", ["listner 1"])
        try FileManager.default.removeItem(atPath: devices.made.server.keyPath)
        try Data("no list".utf8).write(to: URL(fileURLWithPath: devices.listFile))
        broker.signal(SIGHUP)
        try await broker.errors.contains("Unknown configuration variable 'listner'")
        try await broker.errors.contains("the configuration stays as it was")
        try await broker.errors.contains("Check keyfile: there is no such file.")
        try await broker.errors.contains("[TLS-018]")
        try await broker.errors.contains("Check crlfile: it holds no revocation list")
        try await broker.errors.contains("[TLS-050]")
        let pub = try await ProgramRun.run(
            "mosquitto_pub",
            ["-h", "127.0.0.1", "-p", "\(port)", "-t", "t", "-m", "goes on"]
                + devices.options(1), in: folder.url)
        #expect(pub.exitCode == 0)
        #expect(try await client.end().output == "goes on\n")
        try await stop(broker)
    }

    @Test func `writes a new log file when the old one was renamed`() async throws {
        let broker = try await start()
        try FileManager.default.moveItem(
            atPath: folder.path("broker.log"), toPath: folder.path("broker.log.1"))
        broker.signal(SIGHUP)
        try await broker.errors.contains("The files were read again")
        try await stop(broker)
        let old = try String(contentsOfFile: folder.path("broker.log.1"), encoding: .utf8)
        let new = try String(contentsOfFile: folder.path("broker.log"), encoding: .utf8)
        #expect(old.contains("apus running") && !old.contains("apus terminating"))
        #expect(new.contains("apus terminating") && !new.contains("apus running"))
    }
}
