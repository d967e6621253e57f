import Foundation
import MQTTProbe
import StockPeers
import Testing

private let bothVersions = ["round_trips", "retained", "will", "session", "unsubscribing"]
private let versionFive = [
    "forwarded_properties", "subscription_identifiers", "message_expiry", "subscription_options",
    "session_expiry", "receive_maximum", "assigned_identifier",
]

@Suite(.serialized, .timeLimit(.minutes(1))) struct `Python's paho-mqtt` {
    @Test(arguments: ["3.1.1", "5"], bothVersions)
    func `sees in both versions what the specification promises`(
        version: String, scenario: String
    ) async throws {
        try await succeeds(scenario, version)
    }

    @Test(arguments: versionFive)
    func `sees what version 5 promises`(scenario: String) async throws {
        try await succeeds(scenario, "5")
    }

    private func succeeds(_ scenario: String, _ version: String) async throws {
        let broker = try RunningBroker(shardCount: 2)
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Paho/scenarios.py")
        let run = try await ProgramRun.run(
            "/usr/bin/python3", ["-B", script.path, "\(broker.port())", version, scenario],
            in: broker.folder.url)
        #expect(run.errors == "")
        #expect(run.exitCode == 0)
    }
}
