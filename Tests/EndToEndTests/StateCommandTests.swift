import Foundation
import StockPeers
import Testing

/// `apus broker` and the file where it keeps its state.
@Suite(.serialized, .timeLimit(.minutes(1))) struct `apus broker and its state` {
    let folder: TemporaryFolder
    let port: Int

    init() async throws {
        folder = try TemporaryFolder()
        port = try await FreePort.find()
    }

    @Test func `keeps what it acknowledged without any configuration, also when it is killed`()
        async throws
    {
        let first = try await start(["-p", "\(port)"])
        try await first.errors.contains("are kept in \(stateFile) (SQLite ")
        try await leaveMessage()
        first.signal(SIGKILL)
        _ = try await first.end()
        let second = try await start(["-p", "\(port)"])
        try await second.errors.contains("1 sessions with 1 subscriptions, 1 messages")
        try await findMessage()
        try await stop(second, exitCode: 0)
    }

    @Test func `loses nothing on SIGTERM, and ends in code 0`() async throws {
        let first = try await start(["-p", "\(port)"])
        try await leaveMessage()
        try await stop(first, exitCode: 0)
        let second = try await start(["-p", "\(port)"])
        try await findMessage()
        try await stop(second, exitCode: 0)
    }

    @Test func `refuses a file that another process writes, and names that process`() async throws {
        let first = try await start(["-p", "\(port)"])
        let other = try await FreePort.find()
        try write(
            "second.conf",
            [
                "listener \(other) 127.0.0.1", "allow_anonymous true",
                "persistence_location \(URL(filePath: stateFile).deletingLastPathComponent().path)",
            ])
        let second = try await run(["-c", "second.conf"])
        #expect(second.exitCode == 1)
        #expect(second.errors.contains(stateFile))
        #expect(second.errors.contains("\(first.processID)"))
        try await stop(first, exitCode: 0)
    }

    @Test func `without a home it says what to write, and ends in code 1`() async throws {
        let words = ["-u", "HOME", "-u", "XDG_STATE_HOME", ApusBinary.path, "broker"]
        let run = try await ProgramRun.run("env", words + ["-p", "\(port)"], in: folder.url)
        #expect(run.exitCode == 1)
        #expect(run.errors.contains("Write persistence_location, or persistence false"))
    }

    @Test func `says what a weaker durability may lose`() async throws {
        try write(
            "weak.conf",
            [
                "listener \(port) 127.0.0.1", "allow_anonymous true", "durability interval 250",
                "persistence_location \(folder.path(""))",
            ])
        let broker = try await start(["-c", "weak.conf"])
        try await broker.errors.contains("acknowledged in the last 250 ms")
        try await leaveMessage()
        try await stop(broker, exitCode: 0)
    }

    @Test func `tells clients below $SYS, where they may not publish`() async throws {
        try write(
            "off.conf",
            ["listener \(port) 127.0.0.1", "allow_anonymous true", "persistence false"])
        let broker = try await start(["-c", "off.conf"])
        let told = try await client(
            "mosquitto_sub", ["-t", "$SYS/broker/store/state", "-C", "1", "-v"])
        #expect(told.output == "$SYS/broker/store/state off\n")
        let lie = ["-t", "$SYS/broker/store/state", "-m", "kept", "-r", "-q", "1", "-V", "5"]
        #expect(try await client("mosquitto_pub", lie).errors.contains("Not authorized"))
        let still = try await client("mosquitto_sub", ["-t", "$SYS/#", "-C", "1"])
        #expect(still.output == "off\n")
        try await stop(broker, exitCode: 0)
    }

    @Test func `acknowledges nothing that it cannot write, says so, and heals by itself`()
        async throws
    {
        let broker = try await startWithFileLimit()
        let watcher = try await RunningProgram(
            "mosquitto_sub", place + ["-t", "$SYS/broker/store/state"], in: folder.url)
        try await watcher.output.contains("kept\n")
        try await limitFiles(of: broker, to: "4096")
        let publisher = try await RunningProgram(
            "mosquitto_pub", place + ["-t", "r", "-m", "held", "-q", "1", "-r"], in: folder.url)
        try await watcher.output.contains("failed\n")
        try await broker.errors.contains("QoS 1 and 2 are not acknowledged meanwhile")
        // QoS 0 goes on.
        let live = try await RunningProgram(
            "mosquitto_sub", place + ["-t", "live", "-C", "1"], in: folder.url)
        try await broker.errors.contains("live (QoS 0)")
        #expect(try await client("mosquitto_pub", ["-t", "live", "-m", "x"]).exitCode == 0)
        #expect(try await live.end().output == "x\n")
        try await limitFiles(of: broker, to: "unlimited")
        try await watcher.output.contains("failed\nkept\n")
        try await broker.errors.contains("are written again after")
        #expect(try await publisher.end().exitCode == 0)
        let read = try await client("mosquitto_sub", ["-t", "r", "-C", "1"])
        #expect(read.output == "held\n")
        watcher.signal(SIGTERM)
        try await stop(broker, exitCode: 0)
    }

    @Test func `ends in code 1 when not everything could be written`() async throws {
        let broker = try await startWithFileLimit()
        try await limitFiles(of: broker, to: "4096")
        let publisher = try await RunningProgram(
            "mosquitto_pub", place + ["-t", "r", "-m", "lost", "-q", "1", "-r"], in: folder.url)
        try await broker.errors.contains("QoS 1 and 2 are not acknowledged meanwhile")
        let run = try await stop(broker, exitCode: 1)
        #expect(run.errors.contains("not everything could be written to"))
        #expect(!publisher.output.text.contains("PUBACK"))
    }

    // MARK: Steps

    /// Where state lies when nobody says where.
    private var stateFile: String { folder.path("state/apus/127.0.0.1-\(port)/apus.db") }

    private var place: [String] { ["-h", "127.0.0.1", "-p", "\(port)"] }

    /// A session that is away, and a message that waits for it.
    private func leaveMessage() async throws {
        try await ProgramRun.succeed(
            "mosquitto_sub",
            place + ["-c", "-i", "away", "-q", "1", "-t", "t", "-E"], in: folder.url)
        try await ProgramRun.succeed(
            "mosquitto_pub", place + ["-q", "1", "-t", "t", "-m", "hello"], in: folder.url)
    }

    private func findMessage() async throws {
        let run = try await client(
            "mosquitto_sub", ["-c", "-i", "away", "-q", "1", "-t", "t", "-C", "1"])
        #expect(run.output == "hello\n")
    }

    private func client(_ program: String, _ arguments: [String]) async throws -> ProgramRun {
        try await ProgramRun.run(program, place + arguments, in: folder.url)
    }

    /// A broker whose files may be limited later: a write beyond the limit fails, as on a full
    /// disk, instead of killing the process.
    private func startWithFileLimit() async throws -> RunningProgram {
        let program = try await RunningProgram(
            "/bin/sh",
            [
                "-c", "trap '' XFSZ; exec \"$0\" \"$@\"", ApusBinary.path, "broker", "-v", "-p",
                "\(port)",
            ], in: folder.url)
        try await program.errors.contains("apus running")
        return program
    }

    private func limitFiles(of program: RunningProgram, to bytes: String) async throws {
        try await ProgramRun.succeed(
            "prlimit", ["--pid", "\(program.processID)", "--fsize=\(bytes):unlimited"],
            in: folder.url)
    }

    private func start(_ arguments: [String]) async throws -> RunningProgram {
        let program = try await RunningProgram(
            ApusBinary.path, ["broker"] + arguments, in: folder.url)
        try await program.errors.contains("apus running")
        return program
    }

    @discardableResult
    private func stop(_ broker: RunningProgram, exitCode: Int32) async throws -> ProgramRun {
        broker.signal(SIGTERM)
        let run = try await broker.end()
        #expect(run.exitCode == exitCode)
        return run
    }

    private func run(_ arguments: [String]) async throws -> ProgramRun {
        try await ProgramRun.run(ApusBinary.path, ["broker"] + arguments, in: folder.url)
    }

    private func write(_ name: String, _ lines: [String]) throws {
        try (lines.joined(separator: "\n") + "\n").write(
            toFile: folder.path(name), atomically: true, encoding: .utf8)
    }
}
