import BrokerCore
import Foundation
import MQTTProbe
import StockPeers
import Testing

/// One scenario of `Paho/scenarios.py` in one version, against a broker of its own.
struct PahoScenario {
    /// The module of `Paho` and the function in it: `sessions.redelivery`.
    let name: String
    let version: String

    /// Runs the scenario, which must see all that it expects.
    func succeed() async throws {
        let broker = try RunningBroker(shardCount: 2, limits: limits)
        let run = try await ProgramRun.run(
            Self.python, arguments(port: broker.port()), in: broker.folder.url)
        expectSuccess(run)
    }

    /// Runs the scenario, and stops the broker when `watcher` has subscribed.
    func succeedAsBrokerStops() async throws {
        let broker = try RunningBroker(shardCount: 2, limits: limits)
        let program = try await RunningProgram(
            Self.python, arguments(port: broker.port()), in: broker.folder.url)
        try await broker.events.subscribed("watcher")
        broker.stop()
        expectSuccess(try await program.end())
    }

    private static let python = "/usr/bin/python3"

    private func arguments(port: Int) -> [String] {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Paho/scenarios.py")
        return ["-B", script.path, "\(port)", version, name]
    }

    /// Small limits where the scenario is about them.
    private var limits: Limits {
        var limits = Limits()
        switch name {
        case "flow.inflight_window": limits.inflightMessagesMax = 2
        case "flow.packet_size_of_server": limits.packetBytesMax = 1_000
        case "clocks.server_keep_alive": limits.keepAliveSecondsMax = 1
        default: break
        }
        return limits
    }

    private func expectSuccess(_ run: ProgramRun) {
        #expect(run.errors == "")
        #expect(run.exitCode == 0)
    }
}
