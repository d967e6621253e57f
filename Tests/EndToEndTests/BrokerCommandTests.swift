import Foundation
import Identity
import StockPeers
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct `apus broker` {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `serves with the lab's confTP.conf, mutual TLS with made certificates`() async throws
    {
        let made = try MadeIdentities()
        let port = try await FreePort.find()
        try write(
            "confTP.conf",
            [
                "listener \(port)", "protocol mqtt", "allow_anonymous true",
                "cafile \(made.authorityFile)", "certfile \(made.server.certificatePath)",
                "keyfile \(made.server.keyPath)", "require_certificate true",
            ])
        let broker = try await start(["-c", "confTP.conf"])
        let place = ["-p", "\(port)", "-h", "localhost"]
        let pub = try await ProgramRun.run(
            "mosquitto_pub",
            place + made.deviceOptions + ["-m", "hello", "-t", "world", "-r", "-q", "1"],
            in: folder.url)
        #expect(pub.exitCode == 0 && pub.errors.isEmpty)
        let sub = try await ProgramRun.run(
            "mosquitto_sub", place + made.deviceOptions + ["-t", "#", "-v", "-C", "1"],
            in: folder.url)
        #expect(sub.output == "world hello\n")
        try await stop(broker)
    }

    @Test func `serves with the sensor project's mosquitto.conf, CR LF and all`() async throws {
        let project = try await ProjectCertificates()
        let port = try await FreePort.find()
        for name in ["conf.d", "lib"] {
            try FileManager.default.createDirectory(
                atPath: folder.path(name), withIntermediateDirectories: true)
        }
        try await ProgramRun.succeed(
            "mosquitto_passwd", ["-b", "-c", "passwd", "mqtt.tmc.com", "x"], in: folder.url)
        try write("conf.d/local.conf", ["max_queued_messages 50"], lineEnd: "\r\n")
        try write("mosquitto.conf", projectLines(project, port: port), lineEnd: "\r\n")
        let broker = try await RunningProgram(
            ApusBinary.path, ["broker", "-c", folder.path("mosquitto.conf")], in: folder.url)
        try await broker.errors.contains("apus running")
        let pid = try String(contentsOfFile: folder.path("apus.pid"), encoding: .utf8)
        #expect(pid == "\(broker.processID)\n")
        let sensor = [
            "-h", "127.0.0.1", "--insecure", "--cafile", project.path("ecc.ca.cert.pem"), "--cert",
            project.path("ecc.esp8266.cert.pem"), "--key", project.path("ecc.esp8266.key.pem"),
        ]
        try await ProgramRun.succeed(
            "mosquitto_pub",
            sensor + ["-p", "\(port)", "-i", "s", "-t", "/esp8266", "-m", "Hello im esp8266"],
            in: folder.url)
        let run = try await stop(broker)
        #expect(run.errors.contains("are kept in \(folder.path("lib"))/apus.db"))
        #expect(!FileManager.default.fileExists(atPath: folder.path("apus.pid")))
        let text = try String(contentsOfFile: folder.path("broker.log"), encoding: .utf8)
        #expect(text.contains(", u'esp8266')."))
    }

    @Test(arguments: [["broker"], []])
    func `serves on loopback alone with -p, also as mosquitto`(words: [String]) async throws {
        let port = try await FreePort.find()
        let link = folder.path("mosquitto")
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: ApusBinary.path)
        let broker = try await RunningProgram(
            words.isEmpty ? link : ApusBinary.path, words + ["-p", "\(port)"], in: folder.url)
        try await broker.errors.contains("apus running")
        for host in ["127.0.0.1", "::1"] {
            try await ProgramRun.succeed(
                "mosquitto_pub", ["-h", host, "-p", "\(port)", "-t", "t", "-m", "x"],
                in: folder.url)
        }
        try await stop(broker)
    }

    @Test func `a bad line is code 3 and says file, line and the nearest option`() async throws {
        try write("bad.conf", ["listener 1883", "", "requre_certificate true"])
        let run = try await apus(["-c", "bad.conf"])
        #expect(run.exitCode == 3)
        #expect(run.errors.contains("bad.conf:3: "))
        #expect(run.errors.contains("Unknown configuration variable 'requre_certificate'"))
        #expect(run.errors.contains("require_certificate"))
        let missing = try await apus(["-c", "none.conf"])
        #expect(missing.exitCode == 3)
        #expect(missing.errors.contains("Unable to open config file 'none.conf'"))
        try write("good.conf", ["listener 1883"])
        #expect(try await apus(["-c", "good.conf", "--test-config"]).exitCode == 0)
    }

    @Test func `a busy port is code 1 and is named`() async throws {
        let stock = try await StockBroker()
        let run = try await apus(["-p", "\(stock.port)"])
        #expect(run.exitCode == 1)
        #expect(run.errors.contains("\(stock.port)"))
        #expect(run.errors.contains("Address already in use"))
    }

    @Test(arguments: ["cafile", "certfile", "keyfile"])
    func `a TLS file that is not there is code 1 and is named`(option: String) async throws {
        let made = try MadeIdentities()
        var files = [
            "cafile": made.authorityFile, "certfile": made.server.certificatePath,
            "keyfile": made.server.keyPath,
        ]
        files[option] = "/none.pem"
        let port = try await FreePort.find()
        try write("tls.conf", ["listener \(port)"] + files.map { "\($0.key) \($0.value)" })
        let run = try await apus(["-c", "tls.conf"])
        #expect(run.exitCode == 1)
        #expect(run.errors.contains("/none.pem"))
        #expect(run.errors.contains("Check \(option): there is no such file."))
    }

    @Test func `help ends in code 0, also mosquitto's -h`() async throws {
        let link = folder.path("mosquitto")
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: ApusBinary.path)
        for run in [
            try await apus(["--help"]), try await ProgramRun.run(link, ["-h"], in: folder.url),
        ] {
            #expect(run.exitCode == 0)
            #expect(run.output.contains("apus broker -v"))
        }
    }

    private func start(_ arguments: [String]) async throws -> RunningProgram {
        let program = try await RunningProgram(
            ApusBinary.path, ["broker"] + arguments, in: folder.url)
        try await program.errors.contains("apus running")
        return program
    }

    @discardableResult
    private func stop(_ broker: RunningProgram) async throws -> ProgramRun {
        broker.signal(SIGTERM)
        let run = try await broker.end()
        #expect(run.exitCode == 0)
        return run
    }

    private func apus(_ arguments: [String]) async throws -> ProgramRun {
        try await ProgramRun.run(ApusBinary.path, ["broker"] + arguments, in: folder.url)
    }

    private func write(_ name: String, _ lines: [String], lineEnd: String = "\n") throws {
        try (lines.joined(separator: lineEnd) + lineEnd).write(
            toFile: folder.path(name), atomically: true, encoding: .utf8)
    }

    private func projectLines(_ project: ProjectCertificates, port: Int) -> [String] {
        [
            "# Broker of the sensor project", "pid_file \(folder.path("apus.pid"))", "",
            "persistence true", "persistence_location \(folder.path("lib"))/",
            "log_dest file \(folder.path("broker.log"))", "log_dest stderr", "log_type all",
            "include_dir \(folder.path("conf.d"))", "listener \(port)",
            "cafile \(project.path("ecc.ca.cert.pem"))",
            "certfile \(project.path("ecc.raspi.cert.pem"))",
            "keyfile \(project.path("ecc.raspi.key.pem"))", "require_certificate true",
            "tls_version tlsv1.2", "use_identity_as_username true",
            "password_file \(folder.path("passwd"))",
        ]
    }
}
