import BrokerCore
import BrokerRuntime
import Foundation
import MQTTProbe
import StockPeers

/// Our broker inside the test's process, on free ports of loopback, until the test ends.
final class RunningBroker {
    let events = EventRecord()
    let folder: TemporaryFolder
    private let broker: Broker
    private var isStopped = false

    /// Starts the broker, which listens from then on.
    init(
        _ listeners: [ListenerSettings] = [.open], shardCount: Int = 1, limits: Limits = Limits(),
        persistence: PersistenceSettings = PersistenceSettings(), folder: TemporaryFolder? = nil
    ) throws {
        let folder = try folder ?? TemporaryFolder()
        self.folder = folder
        let logging = LoggingSettings(
            destinations: [.file(path: folder.path("broker.log"))], types: .all, timestamp: .none)
        let settings = BrokerSettings(
            listeners: listeners, limits: limits, logging: logging, persistence: persistence)
        broker = try Broker(
            settings: settings, shardCount: shardCount, log: try BrokerLog(logging),
            observer: { [events] in events.take($0) })
    }

    deinit { stop() }

    /// The port of a listener.
    func port(_ listener: Int = 0) -> Int { broker.listeners[listener].port.map { Int($0) } ?? 0 }

    /// Reads the broker's files again.
    func reload(_ listeners: [ListenerSettings]? = nil) {
        broker.reload(listeners.map { BrokerSettings(listeners: $0) })
    }

    /// What the broker wrote to its log file so far.
    func log() throws -> String {
        try String(contentsOfFile: folder.path("broker.log"), encoding: .utf8)
    }

    /// Ends the broker; its log is complete then.
    func stop() {
        if isStopped { return }
        isStopped = true
        broker.stop()
    }

    /// Ends the broker and answers what it wrote to its log file.
    func finalLog() throws -> String {
        stop()
        return try String(contentsOfFile: folder.path("broker.log"), encoding: .utf8)
    }

    /// Ends the broker and answers the one line in which its log tells of a nameless client.
    func refusal() throws -> String {
        let lines = try finalLog().split(separator: "\n").filter { line in
            line.hasPrefix("Client <unknown> ") || line.contains("OpenSSL")
        }
        if lines.count != 1 { throw StockPeerError("not one line, but \(lines)") }
        return String(lines[0])
    }

    /// Runs one of mosquitto's clients to its end.
    func run(
        _ client: String, _ arguments: [String], listener: Int = 0, host: String = "127.0.0.1",
        input: String = ""
    ) async throws -> ProgramRun {
        try await ProgramRun.run(
            client, place(listener, host) + arguments, input: input, in: folder.url)
    }

    /// Starts `mosquitto_sub` and returns when its SUBACK leaves.
    /// - Parameter count: 2 when the identifier subscribes for the second time, and so on.
    func subscriber(
        _ clientID: String, _ arguments: [String], listener: Int = 0, host: String = "127.0.0.1",
        count: Int = 1
    ) async throws -> RunningProgram {
        let program = try await RunningProgram(
            "mosquitto_sub", place(listener, host) + ["-i", clientID] + arguments, in: folder.url)
        try await events.subscribed(clientID, count: count)
        return program
    }

    private func place(_ listener: Int, _ host: String) -> [String] {
        ["-h", host, "-p", "\(port(listener))"]
    }
}

extension ListenerSettings {
    /// A free port of loopback for everybody.
    static var open: ListenerSettings {
        ListenerSettings(address: .tcp(host: "127.0.0.1", port: 0), isAnonymousAllowed: true)
    }
}
