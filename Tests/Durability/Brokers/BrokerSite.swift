import Foundation
import StockPeers

/// A place where a broker is started again and again, with the same port and the same store.
struct BrokerSite {
    /// Whose broker.
    enum Kind {
        case apus
        case mosquitto
    }

    let kind: Kind
    let port: Int
    /// Where the broker keeps what it must not lose.
    let store: String
    private let folder: TemporaryFolder
    private let environment: [String]
    private let wrapping: [String]

    /// Writes the configuration: all defaults but an unlimited queue for those who are away.
    /// - Parameters:
    ///   - store: a folder; without it, one beside the configuration.
    ///   - environment: `NAME=value` for the broker alone.
    ///   - wrapping: a program and its arguments that start the broker in their own way.
    init(
        _ kind: Kind = .apus, store: String? = nil, environment: [String] = [],
        wrapping: [String] = []
    ) async throws {
        self.kind = kind
        self.environment = environment
        self.wrapping = wrapping
        folder = try TemporaryFolder()
        port = try await FreePort.find()
        self.store = store ?? folder.path("store")
        if store == nil {
            try FileManager.default.createDirectory(
                atPath: self.store, withIntermediateDirectories: true)
        }
        var lines = [
            "listener \(port) 127.0.0.1", "allow_anonymous true", "max_queued_messages 0",
            "persistence_location \(self.store)/",
        ]
        switch kind {
        case .apus: break
        case .mosquitto:
            lines += [
                "user \(NSUserName())", "persistence true", "log_dest stderr",
                "log_type information",
            ]
        }
        try Self.write(lines, to: folder.path("broker.conf"))
    }

    /// Starts the broker, which may or may not listen.
    func launch() async throws -> RunningProgram {
        let words = wrapping + ["env"] + environment + command
        return try await RunningProgram(words[0], Array(words.dropFirst()), in: folder.url)
    }

    /// Starts the broker and returns when it listens.
    func start() async throws -> RunningProgram {
        let program = try await launch()
        do {
            try await program.errors.contains(" running\n")
        } catch {
            program.signal(SIGKILL)
            throw error
        }
        return program
    }

    /// A second broker on the same store and another port, which must not start: its end.
    /// - Throws: ``CrowdFailure`` when it does start.
    func refusedSecond() async throws -> ProgramRun {
        let file = folder.path("second.conf")
        let lines = [
            "listener \(try await FreePort.find()) 127.0.0.1", "allow_anonymous true",
            "persistence_location \(store)/",
        ]
        try Self.write(lines, to: file)
        let second = try await RunningProgram(
            Self.binary, ["broker", "-c", file], in: folder.url)
        do {
            try await second.errors.contains(" running\n")
        } catch {
            return try await second.end()
        }
        second.signal(SIGKILL)
        throw CrowdFailure("two brokers have \(store)")
    }

    private static func write(_ lines: [String], to file: String) throws {
        let text = lines.joined(separator: "\n") + "\n"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
    }

    private var command: [String] {
        let file = folder.path("broker.conf")
        return switch kind {
        case .apus: [Self.binary, "broker", "-c", file]
        case .mosquitto: ["mosquitto", "-c", file]
        }
    }

    /// `APUS_BINARY` names another build, such as a release.
    private static var binary: String {
        ProcessInfo.processInfo.environment["APUS_BINARY"] ?? ApusBinary.path
    }
}
