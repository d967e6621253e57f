import Foundation
import StockPeers
import Testing

@Suite(.timeLimit(.minutes(1))) struct `apus scram` {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `makes what a broker reads and apus pub --scram proves`() async throws {
        #expect(try await apus(["scram", "users", "ann"], input: "first\n").exitCode == 0)
        #expect(try await apus(["scram", "users", "bob"], input: "second").exitCode == 0)
        let port = try await FreePort.find()
        try Data("listener \(port) 127.0.0.1\nscram_file users\n".utf8).write(
            to: URL(fileURLWithPath: folder.path("broker.conf")))
        let broker = try await RunningProgram(
            ApusBinary.path, ["broker", "-c", "broker.conf"], in: folder.url)
        try await broker.errors.contains("apus running")
        let place = ["-h", "127.0.0.1", "-p", "\(port)", "-t", "t", "--scram"]
        let pub = ["pub"] + place + ["-m", "x", "-r", "-q", "1"]
        let right = try await apus(pub + ["-u", "ann", "-P", "first"])
        #expect(right.exitCode == 0 && right.errors.isEmpty)
        let sub = try await apus(["sub"] + place + ["-u", "bob", "-P", "second", "-C", "1"])
        #expect(sub.output == "x\n")
        let wrong = try await apus(pub + ["-u", "ann", "-P", "second"])
        #expect(wrong.exitCode == 135)
        #expect(wrong.errors.hasPrefix("Connection error: Not authorized"))
        broker.signal(SIGTERM)
        #expect(try await broker.end().exitCode == 0)
    }

    @Test func `writes a file for its owner alone, without the password`() async throws {
        #expect(try await apus(["scram", "users", "ann"], input: "pencil\n").exitCode == 0)
        let first = try text()
        #expect(first.hasPrefix("ann:SCRAM-SHA-256$4096:"))
        #expect(!first.contains("pencil"))
        let mode =
            try FileManager.default.attributesOfItem(atPath: folder.path("users"))[
                .posixPermissions] as? Int
        #expect(mode == 0o600)
        let more = ["scram", "--iterations", "5000", "users", "ann"]
        #expect(try await apus(more, input: "pencil\n").exitCode == 0)
        let second = try text()
        #expect(second.hasPrefix("ann:SCRAM-SHA-256$5000:"))
        #expect(second.split(separator: "\n").count == 1)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(""))
        #expect(!names.contains { $0.hasSuffix(".tmp") })
    }

    @Test(arguments: [
        (["ann"], "", "no password came"), (["ann"], "\n", "printable ASCII"),
        (["ann"], "p\u{E4}ss\n", "printable ASCII"), (["a:b"], "x\n", "without a colon"),
        (["--iterations", "4095", "ann"], "x\n", "from 4096 to 10000000"),
    ])
    func `refuses what no client could prove`(
        arguments: [String], input: String, text: String
    ) async throws {
        let run = try await apus(["scram", "users"] + arguments, input: input)
        #expect(run.exitCode != 0)
        #expect(run.errors.contains(text))
        #expect(!FileManager.default.fileExists(atPath: folder.path("users")))
    }

    @Test func `keeps its hands off a file that is none of its own`() async throws {
        let url = URL(fileURLWithPath: folder.path("users"))
        try Data("ann:$6$c2FsdA==$aGFzaA==\n".utf8).write(to: url)
        let run = try await apus(["scram", "users", "bob"], input: "x\n")
        #expect(run.exitCode == 1)
        #expect(run.errors.contains("users:1: Error: Unable to decode line in SCRAM file"))
        #expect(try text() == "ann:$6$c2FsdA==$aGFzaA==\n")
        let folder = try await apus(["scram", "/proc/none", "bob"], input: "x\n")
        #expect(folder.exitCode == 1)
        #expect(folder.errors.contains("/proc/none: "))
    }

    @Test(arguments: [["-u", "ann"], ["-P", "x"], ["-u", "ann", "-P", "x", "-V", "311"]])
    func `--scram needs name, password and MQTT 5`(arguments: [String]) async throws {
        let run = try await apus(["pub", "-t", "t", "-n", "--scram"] + arguments)
        #expect(run.exitCode == 1)
        #expect(run.errors.contains("--scram needs"))
    }

    private func apus(_ arguments: [String], input: String = "") async throws -> ProgramRun {
        try await ProgramRun.run(ApusBinary.path, arguments, input: input, in: folder.url)
    }

    private func text() throws -> String {
        try String(contentsOfFile: folder.path("users"), encoding: .utf8)
    }
}
