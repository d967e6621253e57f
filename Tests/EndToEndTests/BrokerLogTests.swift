import Foundation
import StockPeers
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct `The broker's log lines at -v` {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: ["0", "1", "2"])
    func `are mosquitto's for a publisher`(qos: String) async throws {
        let steps: [Step] = [
            Step(
                program: "mosquitto_pub",
                arguments: ["-i", "p", "-q", qos, "-t", "world", "-m", "hello", "-r"],
                last: "Client p disconnected.")
        ]
        let ours = try await log(of: ApusBinary.path, ["broker"], steps)
        #expect(ours == (try await log(of: "mosquitto", [], steps)))
        #expect(
            ours.contains(
                "Received PUBLISH from p (d0, q\(qos), r1, m\(qos == "0" ? 0 : 1),"
                    + " 'world', ... (5 bytes))"))
    }

    @Test(arguments: ["0", "1", "2"], ["mqttv31", "mqttv311", "mqttv5"])
    func `are mosquitto's for a subscriber`(qos: String, version: String) async throws {
        let will = ["--will-topic", "w", "--will-payload", "gone", "--will-qos", "1"]
        let steps: [Step] = [
            Step(
                program: "mosquitto_pub",
                arguments: ["-i", "p", "-q", qos, "-t", "world", "-m", "hello", "-r"],
                last: "Client p disconnected."),
            Step(
                program: "mosquitto_sub",
                arguments: ["-V", version, "-i", "s", "-q", qos, "-t", "#", "-C", "1"] + will,
                last: "Client s disconnected."),
            Step(
                program: "mosquitto_sub",
                arguments: ["-V", version, "-i", "u", "-t", "a", "-U", "b", "-E"],
                last: "Client u "),
        ]
        let ours = try await log(of: ApusBinary.path, ["broker"], steps)
        #expect(ours == (try await log(of: "mosquitto", [], steps)))
    }

    /// A client's run, and the line that ends what the broker has to say of it.
    private struct Step {
        let program: String
        let arguments: [String]
        let last: String
    }

    /// What the broker tells of the steps, without time and ports.
    private func log(
        of program: String, _ words: [String], _ steps: [Step]
    ) async throws -> [String] {
        let port = try await FreePort.find()
        let file = folder.path(UUID().uuidString)
        try "listener \(port) 127.0.0.1\nallow_anonymous true\npersistence false\n".write(
            toFile: file, atomically: true, encoding: .utf8)
        let broker = try await RunningProgram(program, words + ["-c", file, "-v"], in: folder.url)
        try await broker.errors.contains(" running\n")
        for step in steps {
            try await ProgramRun.succeed(
                step.program, ["-h", "127.0.0.1", "-p", "\(port)"] + step.arguments,
                in: folder.url)
            try await broker.errors.contains(step.last)
        }
        broker.signal(SIGTERM)
        let run = try await broker.end()
        #expect(run.exitCode == 0)
        let lines = run.errors.split(separator: "\n").drop { !$0.contains(" running") }
        // Whether mosquitto_sub -E says goodbye is a race of its own: its end is not compared.
        let told = lines.prefix {
            !$0.contains("Received DISCONNECT from u") && !$0.contains("Client u")
        }
        return told.filter { !$0.contains("terminating") }.dropFirst().map { line in
            let parts = line.split(separator: ": ", maxSplits: 1)
            #expect(parts.first.flatMap { Int($0) } != nil)
            return String(parts.last ?? line).replacing(" [127.0.0.1", with: "127.0.0.1")
                .replacing(/127\.0\.0\.1:[0-9]+\]/, with: "")
                .replacing(/127\.0\.0\.1:[0-9]+/, with: "CLIENT")
                .replacing("port \(port)", with: "PORT")
        }
    }
}
