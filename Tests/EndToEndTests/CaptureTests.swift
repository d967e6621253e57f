import Foundation
import MQTTProbe
import StockPeers
import Testing

@Suite(
    .serialized, .timeLimit(.minutes(1)),
    .enabled("tshark may not capture on lo here: run as root, or join the group wireshark") {
        try await ProgramRun.run(
            "tshark", ["-i", "lo", "-L"], in: FileManager.default.temporaryDirectory
        ).exitCode == 0
    })
struct `Who listens on the wire with tshark` {
    @Test func `reads the topic that goes in plain text`() async throws {
        let broker = try RunningBroker()
        let port = broker.port()
        let tshark = try await RunningProgram(
            "tshark",
            [
                "-i", "lo", "-f", "tcp port \(port)", "-d", "tcp.port==\(port),mqtt", "-l", "-Y",
                "mqtt", "-T", "fields", "-e", "mqtt.topic",
            ], in: broker.folder.url)
        try await awaitCapture(tshark, broker)
        try await publish(broker, "cheese/strudel", [])
        try await publish(broker, "end", [])
        try await tshark.output.contains("end\n")
        let topics = tshark.output.text.split(separator: "\n").filter { $0 != "probe" }
        #expect(topics == ["cheese/strudel", "end"])
        tshark.signal(SIGTERM)
        _ = try await tshark.end()
    }

    @Test func `reads nothing of what goes over TLS`() async throws {
        let made = try MadeIdentities()
        let broker = try RunningBroker([.open, made.listener()])
        let (plain, secret) = (broker.port(), broker.port(1))
        let tshark = try await RunningProgram(
            "tshark",
            [
                "-i", "lo", "-f", "tcp port \(plain) or tcp port \(secret)", "-d",
                "tcp.port==\(plain),mqtt", "-d", "tcp.port==\(secret),tls", "-l", "-Y",
                "mqtt or tls or frame contains \"strudel\"", "-T", "fields", "-e", "tcp.port",
                "-e", "mqtt.topic", "-e", "frame.protocols",
            ], in: broker.folder.url)
        try await awaitCapture(tshark, broker)
        try await publish(broker, "cheese/strudel", made.deviceOptions, listener: 1)
        try await publish(broker, "end", [])
        try await tshark.output.contains("\tend\t")
        let lines = tshark.output.text.split(separator: "\n")
        let overTLS = lines.filter { $0.contains("\(secret)") }
        #expect(!overTLS.isEmpty)
        #expect(overTLS.allSatisfy { $0.contains("\t\t") && $0.contains(":tls") })
        #expect(!overTLS.contains { $0.contains("mqtt") })
        #expect(!tshark.output.text.contains("strudel"))
        tshark.signal(SIGTERM)
        _ = try await tshark.end()
    }

    /// Publishes `probe` until tshark shows it: it says that it captures before it does.
    private func awaitCapture(_ tshark: RunningProgram, _ broker: RunningBroker) async throws {
        try await tshark.errors.contains("Capturing on")
        while !tshark.output.text.contains("probe") {
            try Task.checkCancellation()
            try await publish(broker, "probe", [])
        }
    }

    private func publish(
        _ broker: RunningBroker, _ topic: String, _ options: [String], listener: Int = 0
    ) async throws {
        let place = ["-h", "127.0.0.1", "-p", "\(broker.port(listener))"]
        try await ProgramRun.succeed(
            ApusBinary.path, ["pub", "-t", topic, "-m", "hello"] + place + options,
            in: broker.folder.url)
    }
}
