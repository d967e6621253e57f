import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// QoS 1 and 2 towards a client, and DISCONNECT and PINGREQ from one.
@Suite struct FlowTests {
    private func subscriber(
        _ bench: ShardBench, _ qos: QoS, _ version: ProtocolVersion = .v5
    ) throws -> ShardBench.Client {
        let client = try bench.join(
            "s", version, isClean: false,
            properties: version == .v5 ? [.sessionExpiryInterval(100)] : [])
        try bench.subscribe(client, "a", qos, version: version)
        return client
    }

    private func back(
        _ bench: ShardBench, _ version: ProtocolVersion = .v5
    ) throws -> [Publish] {
        let client = bench.connect(
            Connect(
                version: version, clientID: "s", cleanStart: false,
                properties: version == .v5 ? [.sessionExpiryInterval(100)] : []))
        return try bench.publishes(from: client, version: version)
    }

    @Test func `identifiers count up from 1 and are kept for redelivery [MQTT-4.4.0-1]`() throws {
        let bench = ShardBench()
        var client = try subscriber(bench, .atLeastOnce)
        let publisher = try bench.join("p")
        for number in UInt8(1)...3 { bench.publish(publisher, "a", [number], .atLeastOnce) }
        let first = try bench.publishes(from: client, version: .v5)
        #expect(first.map(\.packetID?.rawValue) == [1, 2, 3])
        #expect(first.allSatisfy { !$0.isDuplicate })
        try bench.acknowledge(client, Packet.puback, 2, version: .v5)
        bench.lose(client)
        bench.publish(publisher, "a", [4], .atLeastOnce)
        client = bench.connect(
            Connect(
                version: .v5, clientID: "s", cleanStart: false,
                properties: [.sessionExpiryInterval(100)]))
        let again = try bench.publishes(from: client, version: .v5)
        #expect(again.map(\.packetID?.rawValue) == [1, 3, 4])
        #expect(again.map(\.isDuplicate) == [true, true, false])
        #expect(again.map(\.payload) == [[1], [3], [4]])
    }

    @Test func `nothing is sent again on a live connection [MQTT-4.4.0-1]`() throws {
        let bench = ShardBench()
        let client = try subscriber(bench, .exactlyOnce)
        bench.publish(try bench.join("p"), "a", [1], .exactlyOnce)
        #expect(try bench.publishes(from: client, version: .v5).count == 1)
        bench.advance(seconds: 10_000)
        #expect(bench.takeBytes(from: client) == [])
        try bench.acknowledge(client, Packet.pubrec, 1, version: .v5)
        #expect(bench.takeBytes(from: client) == [0x62, 2, 0, 1])
        bench.advance(seconds: 10_000)
        #expect(bench.takeBytes(from: client) == [])
    }

    @Test func `a PUBREC that refuses ends the message [MQTT-4.3.3-4]`() throws {
        let bench = ShardBench()
        let client = try subscriber(bench, .exactlyOnce)
        bench.publish(try bench.join("p"), "a", [1], .exactlyOnce)
        _ = try bench.take(from: client, version: .v5)
        try bench.acknowledge(client, Packet.pubrec, 1, .unspecifiedError, version: .v5)
        #expect(bench.takeBytes(from: client) == [])
        bench.lose(client)
        #expect(try back(bench) == [])
    }

    @Test func `every PUBREC is answered by PUBREL, until PUBCOMP [MQTT-4.3.3-5]`() throws {
        let bench = ShardBench()
        let client = try subscriber(bench, .exactlyOnce)
        bench.publish(try bench.join("p"), "a", [1], .exactlyOnce)
        _ = try bench.take(from: client, version: .v5)
        for _ in 0..<3 {
            try bench.acknowledge(client, Packet.pubrec, 1, version: .v5)
            #expect(bench.takeBytes(from: client) == [0x62, 2, 0, 1])
        }
        try bench.acknowledge(client, Packet.pubcomp, 1, version: .v5)
        try bench.acknowledge(client, Packet.pubrec, 1, version: .v5)
        #expect(bench.takeBytes(from: client) == [0x62, 3, 0, 1, 0x92])
        #expect(!bench.isClosed(client))
    }

    @Test(arguments: [ProtocolVersion.v311, .v5])
    func `an acknowledgement of another QoS is a protocol error`(version: ProtocolVersion) throws {
        let wrong: [(QoS, (Acknowledgement) -> Packet)] = [
            (.atLeastOnce, Packet.pubrec), (.atLeastOnce, Packet.pubcomp),
            (.exactlyOnce, Packet.puback), (.exactlyOnce, Packet.pubcomp),
        ]
        for (qos, packet) in wrong {
            let bench = ShardBench()
            let client = try subscriber(bench, qos, version)
            bench.publish(try bench.join("p"), "a", [1], qos)
            _ = try bench.take(from: client, version: version)
            try bench.acknowledge(client, packet, 1, version: version)
            #expect(bench.takeBytes(from: client) == (version == .v5 ? [0xE0, 1, 0x82] : []))
            #expect(bench.isClosed(client))
            #expect(try back(bench, version).map(\.packetID?.rawValue) == [1])
        }
    }

    @Test func `PUBACK behind PUBREC is a protocol error`() throws {
        let bench = ShardBench()
        let client = try subscriber(bench, .exactlyOnce)
        bench.publish(try bench.join("p"), "a", [1], .exactlyOnce)
        try bench.acknowledge(client, Packet.pubrec, 1, version: .v5)
        _ = try bench.take(from: client, version: .v5)
        try bench.acknowledge(client, Packet.puback, 1, version: .v5)
        #expect(bench.takeBytes(from: client) == [0xE0, 1, 0x82])
    }

    @Test(arguments: [ProtocolVersion.v311, .v5])
    func `what comes behind DISCONNECT is ignored [MQTT-3.14.4-2]`(
        version: ProtocolVersion
    ) throws {
        let bench = ShardBench()
        let subscriber = try bench.join("s")
        try bench.subscribe(subscriber, "a")
        let client = try bench.join("c", version)
        var bytes: [UInt8] = []
        Packet.disconnect(Disconnect()).encode(into: &bytes, version: version)
        Packet.publish(Publish(topic: "a", payload: [1])).encode(into: &bytes, version: version)
        bench.send(bytes + [0xC0, 0, 0xFF], from: client)
        #expect(bench.takeBytes(from: client) == [])
        #expect(try bench.payloads(from: subscriber) == [])
        #expect(bench.endReason(of: client) == .disconnected)
    }

    @Test(arguments: [ProtocolVersion.v311, .v5])
    func `PINGREQ with bytes is malformed [MQTT-3.12.4-1]`(version: ProtocolVersion) throws {
        let bench = ShardBench()
        let client = try bench.join("c", version)
        bench.send([0xC0, 1, 0], from: client)
        #expect(bench.takeBytes(from: client) == (version == .v5 ? [0xE0, 1, 0x81] : []))
        #expect(bench.isClosed(client))
    }
}
