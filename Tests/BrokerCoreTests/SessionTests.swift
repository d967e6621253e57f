import BrokerCore
import MQTTPackets
import MQTTProbe
import MQTTSessions
import Testing

@Suite struct SessionTests {
    private func isPresent(
        _ bench: ShardBench, _ connect: Connect
    ) throws -> Bool {
        let client = bench.connect(connect)
        let packets = try bench.take(from: client, version: connect.version)
        bench.send(.disconnect(Disconnect()), version: connect.version, from: client)
        guard case .connack(let connAck) = packets.first else { return false }
        return connAck.isSessionPresent
    }

    private func keeping(_ seconds: UInt32, isClean: Bool = false) -> Connect {
        Connect(
            version: .v5, clientID: "c", cleanStart: isClean,
            properties: [.sessionExpiryInterval(seconds)])
    }

    @Test func `the older connection is told that its session was taken [MQTT-3.1.4-3]`() throws {
        let bench = ShardBench()
        let old = try bench.join("c", .v5)
        let new = try bench.join("c", .v5)
        #expect(bench.takeBytes(from: old) == [0xE0, 1, 0x8E])
        #expect(bench.closed == [old])
        #expect(bench.endReason(of: old) == .takenOver)
        bench.send(.pingreq, version: .v5, from: new)
        #expect(try bench.take(from: new, version: .v5) == [.pingresp])
    }

    @Test func `a session taken over keeps its subscriptions`() throws {
        let bench = ShardBench()
        let old = try bench.join("c", isClean: false)
        try bench.subscribe(old, "a", .atLeastOnce)
        let new = bench.connect(Connect(version: .v311, clientID: "c", cleanStart: false))
        #expect(bench.takeBytes(from: new) == [0x20, 2, 1, 0])
        bench.publish(new, "a", [5])
        #expect(try bench.payloads(from: new) == [[5]])
    }

    @Test func `a clean start discards the session [MQTT-3.1.2-4]`() throws {
        let bench = ShardBench()
        let old = try bench.join("c", isClean: false)
        try bench.subscribe(old, "a", .atLeastOnce)
        bench.lose(old)
        let new = bench.connect(Connect(version: .v311, clientID: "c"))
        #expect(bench.takeBytes(from: new) == [0x20, 2, 0, 0])
        bench.publish(new, "a")
        #expect(bench.takeBytes(from: new) == [])
    }

    @Test func `a session of expiry 0 ends with its connection`() throws {
        let bench = ShardBench()
        #expect(try !isPresent(bench, keeping(0)))
        #expect(try !isPresent(bench, keeping(0)))
    }

    @Test func `a session outlives its connection for its expiry interval [MQTT-4.1.0-2]`() throws {
        let bench = ShardBench()
        #expect(try !isPresent(bench, keeping(10)))
        bench.advance(seconds: 9)
        #expect(try isPresent(bench, keeping(10)))
        bench.advance(seconds: 10)
        #expect(try !isPresent(bench, keeping(10)))
    }

    @Test func `an expiry far beyond the timer's ring is kept`() throws {
        let bench = ShardBench()
        #expect(try !isPresent(bench, keeping(100_000)))
        for _ in 0..<99_999 / 333 { bench.advance(seconds: 333) }
        #expect(try isPresent(bench, keeping(100_000)))
        bench.advance(seconds: 99_999)
        #expect(try isPresent(bench, keeping(100_000)))
        for _ in 0..<100_000 / 500 { bench.advance(seconds: 500) }
        #expect(try !isPresent(bench, keeping(100_000)))
    }

    @Test func `expiry 0xFFFFFFFF is for ever`() throws {
        let bench = ShardBench()
        #expect(try !isPresent(bench, keeping(.max)))
        bench.advance(seconds: 5_000_000_000)
        #expect(try isPresent(bench, keeping(.max)))
    }

    @Test func `a v3 session that is not clean is kept for ever`() throws {
        let bench = ShardBench()
        let connect = Connect(version: .v311, clientID: "c", cleanStart: false)
        #expect(try !isPresent(bench, connect))
        bench.advance(seconds: 5_000_000_000)
        #expect(try isPresent(bench, connect))
    }

    @Test func `the operator's limit shortens the expiry and CONNACK says so`() throws {
        let bench = ShardBench { $0.sessionExpiryMax = .seconds(60) }
        let client = bench.connect(keeping(1_000))
        guard case .connack(let connAck) = try bench.take(from: client, version: .v5).first else {
            Issue.record("no CONNACK")
            return
        }
        #expect(connAck.properties.sessionExpiryInterval == 60)
    }

    @Test func `DISCONNECT cannot exceed the operator's limit of the expiry`() throws {
        let bench = ShardBench { $0.sessionExpiryMax = .seconds(60) }
        let client = bench.connect(keeping(10))
        bench.send(
            .disconnect(Disconnect(properties: [.sessionExpiryInterval(1_000)])), version: .v5,
            from: client)
        bench.advance(seconds: 60)
        #expect(try !isPresent(bench, keeping(10)))
    }

    @Test(arguments: [(UInt32(0), false), (5, false), (100, true)])
    func `DISCONNECT changes the expiry`(seconds: UInt32, isKept: Bool) throws {
        let bench = ShardBench()
        let client = bench.connect(keeping(20))
        bench.send(
            .disconnect(Disconnect(properties: [.sessionExpiryInterval(seconds)])), version: .v5,
            from: client)
        bench.advance(seconds: 30)
        #expect(try isPresent(bench, keeping(20)) == isKept)
    }

    @Test func `DISCONNECT cannot revive an expiry of 0 [MQTT-3.14.2-2]`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        bench.send(
            .disconnect(Disconnect(properties: [.sessionExpiryInterval(5)])), version: .v5,
            from: client)
        #expect(bench.takeBytes(from: client) == [0xE0, 1, 0x82])
    }

    @Test(arguments: [ProtocolVersion.v311, .v5])
    func `silence of one and a half keep alives ends the connection [MQTT-3.1.2-22]`(
        version: ProtocolVersion
    ) throws {
        let bench = ShardBench()
        let client = try bench.join("c", version, keepAlive: 10)
        bench.advance(milliseconds: 14_999)
        #expect(!bench.isClosed(client))
        bench.advance(milliseconds: 1)
        #expect(bench.isClosed(client))
        #expect(bench.takeBytes(from: client) == (version == .v5 ? [0xE0, 1, 0x8D] : []))
    }

    @Test func `any packet renews the keep alive`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", keepAlive: 10)
        for _ in 0..<5 {
            bench.advance(seconds: 14)
            bench.send(.pingreq, from: client)
        }
        #expect(!bench.isClosed(client))
        bench.advance(seconds: 15)
        #expect(bench.isClosed(client))
    }

    @Test func `the longest keep alive is kept to the second`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", keepAlive: 65_535)
        for _ in 0..<98 { bench.advance(seconds: 1_000) }
        bench.advance(seconds: 302)
        #expect(!bench.isClosed(client))
        bench.advance(seconds: 1)
        #expect(bench.isClosed(client))
    }

    @Test func `no keep alive is no deadline`() throws {
        let bench = ShardBench()
        let client = try bench.join("c")
        bench.advance(seconds: 1_000_000)
        #expect(!bench.isClosed(client))
    }

    @Test func `a v5 client is told a shorter keep alive [MQTT-3.1.2-21]`() throws {
        let bench = ShardBench { $0.keepAliveSecondsMax = 30 }
        let client = bench.connect(Connect(version: .v5, clientID: "c", keepAlive: 60))
        guard case .connack(let connAck) = try bench.take(from: client, version: .v5).first else {
            Issue.record("no CONNACK")
            return
        }
        #expect(connAck.properties.serverKeepAlive == 30)
        bench.advance(seconds: 45)
        #expect(bench.isClosed(client))
        let old = bench.connect(Connect(version: .v311, clientID: "d", keepAlive: 60))
        #expect(bench.takeBytes(from: old) == [0x20, 2, 0, 2])
    }

    @Test func `the broker says goodbye as it stops [MQTT-4.13.1-1]`() throws {
        let bench = ShardBench()
        let new = try bench.join("a", .v5)
        let old = try bench.join("b")
        bench.shutDown()
        #expect(bench.takeBytes(from: new) == [0xE0, 1, 0x8B])
        #expect(bench.takeBytes(from: old) == [])
        #expect(bench.closed.count == 2)
    }
}
