import BrokerCore
import BrokerTransport
import Foundation
import MQTTProbe
import StockPeers
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct `Bad input ends one connection only` {
    private static let connect: [UInt8] =
        [0x10, 15, 0, 4] + Array("MQTT".utf8) + [4, 2, 0, 60, 0, 3] + Array("raw".utf8)

    private static let malformed: [(name: String, bytes: [UInt8])] = [
        ("random bytes", [0x00, 0x01, 0xE1, 0xFF, 0x93, 0x27, 0x10, 0x44]),
        ("HTTP", Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8)),
        ("a length of five bytes", [0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]),
        ("PINGREQ first", [0xC0, 0x00]),
        ("a huge claim", [0x10, 0xFF, 0xFF, 0xFF, 0x7F, 0, 4]),
        ("two CONNECTs", connected(connect)),
        ("PUBLISH with QoS 3", connected([0x36, 5, 0, 1, 0x74, 0, 1])),
        ("a topic with a wildcard", connected([0x30, 3, 0, 1, 0x23])),
        ("a topic that is no UTF-8", connected([0x30, 3, 0, 1, 0xFF])),
        ("SUBSCRIBE without filter", connected([0x82, 2, 0, 1])),
    ]

    private static func connected(_ bytes: [UInt8]) -> [UInt8] { connect + bytes }

    @Test(arguments: malformed)
    func `malformed bytes`(name: String, bytes: [UInt8]) async throws {
        let broker = try RunningBroker()
        let healthy = try await broker.subscriber("healthy", ["-t", "t", "-C", "1"])
        let peer = try await RawPeer(port: broker.port())
        await peer.send(bytes)
        let answer = try await peer.bytesToEnd()
        let isConnected = bytes.starts(with: Self.connect)
        #expect(answer.starts(with: isConnected ? [0x20, 2, 0, 0] : []))
        #expect(try await broker.events.isSentAway(isConnected ? "raw" : nil))
        try await deliversStill(broker, healthy)
        let line = isConnected ? "Client raw [127.0.0.1:" : "Client <unknown> [127.0.0.1:"
        #expect(try broker.finalLog().contains(line))
    }

    @Test func `half packets, then silence or an end`() async throws {
        let broker = try RunningBroker()
        let healthy = try await broker.subscriber("healthy", ["-t", "t", "-C", "1"])
        let silent = try await RawPeer(port: broker.port())
        await silent.send(Array(Self.connect.dropLast()))
        let ending = try await RawPeer(port: broker.port())
        await ending.send(Self.connect + [0x30, 100, 0, 1])
        #expect(try await ending.bytes(atLeast: 4) == [0x20, 2, 0, 0])
        await ending.close()
        #expect(try await broker.events.ended("raw") == .connectionLost)
        try await deliversStill(broker, healthy)
    }

    @Test func `a connection without CONNECT is closed when its time is up`() async throws {
        var limits = Limits()
        limits.connectDeadline = .seconds(1)
        let broker = try RunningBroker(limits: limits)
        let peer = try await RawPeer(port: broker.port())
        #expect(try await peer.bytesToEnd().isEmpty)
        #expect(try await broker.events.ended(nil) == .connectDeadlineExceeded)
        #expect(try broker.finalLog().contains("no complete CONNECT in time"))
    }

    @Test func `a TLS client on the plain port`() async throws {
        let made = try MadeIdentities()
        let broker = try RunningBroker()
        let healthy = try await broker.subscriber("healthy", ["-t", "t", "-C", "1"])
        let run = try await broker.run("mosquitto_pub", made.deviceOptions + ["-t", "t", "-n"])
        #expect(run.exitCode != 0)
        #expect(try await broker.events.isSentAway(nil))
        try await deliversStill(broker, healthy)
        let line = try broker.refusal()
        #expect(line.contains("a TLS client must connect to a TLS listener"))
        #expect(line.hasSuffix(" [TLS-028]"))
    }

    @Test func `plain bytes on the TLS port`() async throws {
        let made = try MadeIdentities()
        let broker = try RunningBroker([.open, made.listener()])
        let healthy = try await broker.subscriber("healthy", ["-t", "t", "-C", "1"])
        let run = try await broker.run("mosquitto_pub", ["-t", "t", "-m", "x"], listener: 1)
        #expect(run.exitCode != 0)
        _ = try await broker.events.linkFailed()
        let noise = try await RawPeer(port: broker.port(1))
        await noise.send([UInt8](repeating: 0x16, count: 300))
        _ = try await noise.bytesToEnd()
        try await deliversStill(broker, healthy)
        let log = try broker.finalLog()
        #expect(log.contains("refused: it speaks plain MQTT, but 127.0.0.1 port"))
        #expect(log.contains("refused: it speaks no TLS that can be followed"))
    }

    @Test(arguments: [1, 2])
    func `a subscriber that never reads stops nobody`(shardCount: Int) async throws {
        var limits = Limits()
        limits.outboundBytesMax = 1 << 20
        let broker = try RunningBroker(shardCount: shardCount, limits: limits)
        let deaf = try await RawPeer(port: broker.port(), reads: false)
        await deaf.send(Self.connect + [0x82, 6, 0, 1, 0, 1, 0x74, 0])
        try await broker.events.subscribed("raw")
        let count = 1_000
        let healthy = try await broker.subscriber(
            "healthy", ["-t", "t", "-q", "1", "-C", "\(count)", "-F", "%l"])
        let line = String(repeating: "x", count: 16_000) + "\n"
        let pub = try await broker.run(
            "mosquitto_pub", ["-t", "t", "-l", "-q", "1"],
            input: String(repeating: line, count: count))
        #expect(pub.exitCode == 0)
        let run = try await healthy.end()
        #expect(run.output == String(repeating: "16000\n", count: count))
        try await broker.events.first("a message dropped for the deaf one") { event -> Void? in
            guard case .broker(.droppingForSlowReader("raw", _), _) = event else { return nil }
            return ()
        }
        await deaf.close()
    }

    private func deliversStill(_ broker: RunningBroker, _ healthy: RunningProgram) async throws {
        _ = try await broker.run("mosquitto_pub", ["-t", "t", "-m", "still here"])
        #expect(try await healthy.end().output == "still here\n")
    }
}
