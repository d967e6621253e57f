import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

@Suite struct WillTests {
    private static let will = Will(topic: "w", payload: [9])

    private func watcher(_ bench: ShardBench) throws -> ShardBench.Client {
        let client = try bench.join("watcher")
        try bench.subscribe(client, "w")
        return client
    }

    @Test func `a lost connection publishes the will [MQTT-3.1.2-8]`() throws {
        let bench = ShardBench()
        let watcher = try watcher(bench)
        let client = try bench.join("c", will: Self.will)
        bench.lose(client)
        #expect(try bench.payloads(from: watcher) == [[9]])
    }

    @Test(arguments: [
        (ReasonCode.normalDisconnection, false), (.disconnectWithWill, true),
        (.unspecifiedError, true),
    ])
    func `only a normal DISCONNECT discards the will [MQTT-3.14.4-3]`(
        reasonCode: ReasonCode, isPublished: Bool
    ) throws {
        let bench = ShardBench()
        let watcher = try watcher(bench)
        let client = try bench.join("c", .v5, will: Self.will)
        bench.send(
            .disconnect(Disconnect(reasonCode: reasonCode)), version: .v5, from: client)
        #expect(try bench.payloads(from: watcher) == (isPublished ? [[9]] : []))
    }

    @Test func `a protocol error and an exceeded keep alive publish the will`() throws {
        let bench = ShardBench()
        let watcher = try watcher(bench)
        let first = try bench.join("a", keepAlive: 1, will: Self.will)
        bench.advance(seconds: 2)
        #expect(bench.isClosed(first))
        #expect(try bench.payloads(from: watcher) == [[9]])
        let second = try bench.join("b", will: Self.will)
        bench.send([0x00, 0], from: second)
        #expect(try bench.payloads(from: watcher) == [[9]])
    }

    @Test func `a take-over publishes the will of the older connection`() throws {
        let bench = ShardBench()
        let watcher = try watcher(bench)
        _ = try bench.join("c", will: Self.will)
        _ = try bench.join("c")
        #expect(try bench.payloads(from: watcher) == [[9]])
    }

    private func delayed(_ bench: ShardBench, expiry: UInt32, isClean: Bool = false) throws
        -> ShardBench.Client
    {
        var will = Self.will
        will.properties = [.willDelayInterval(10)]
        return try bench.join(
            "c", .v5, isClean: isClean, will: will, properties: [.sessionExpiryInterval(expiry)])
    }

    @Test func `a delayed will waits for its interval [MQTT-3.1.3-9]`() throws {
        let bench = ShardBench()
        let watcher = try watcher(bench)
        bench.lose(try delayed(bench, expiry: 100))
        bench.advance(seconds: 9)
        #expect(try bench.payloads(from: watcher) == [])
        bench.advance(seconds: 1)
        #expect(try bench.payloads(from: watcher) == [[9]])
        bench.advance(seconds: 200)
        #expect(try bench.payloads(from: watcher) == [])
    }

    @Test func `a delayed will is published when the session ends first`() throws {
        let bench = ShardBench()
        let watcher = try watcher(bench)
        bench.lose(try delayed(bench, expiry: 4))
        bench.advance(seconds: 3)
        #expect(try bench.payloads(from: watcher) == [])
        bench.advance(seconds: 1)
        #expect(try bench.payloads(from: watcher) == [[9]])
    }

    @Test func `a client that returns in time cancels its will [MQTT-3.1.3-9]`() throws {
        let bench = ShardBench()
        let watcher = try watcher(bench)
        bench.lose(try delayed(bench, expiry: 100))
        _ = try bench.join(
            "c", .v5, isClean: false, properties: [.sessionExpiryInterval(100)])
        bench.advance(seconds: 20)
        #expect(try bench.payloads(from: watcher) == [])
    }

    @Test func `a clean start ends the session and publishes its will`() throws {
        let bench = ShardBench()
        let watcher = try watcher(bench)
        bench.lose(try delayed(bench, expiry: 100))
        _ = try bench.join("c", .v5)
        #expect(try bench.payloads(from: watcher) == [[9]])
    }

    @Test func `a will to be retained is retained [MQTT-3.1.2-15]`() throws {
        let bench = ShardBench()
        bench.lose(
            try bench.join("c", will: Will(topic: "w", payload: [9], isRetained: true)))
        let late = try bench.join("late")
        let packets = try bench.subscribe(late, "w")
        #expect(
            packets.last == .publish(Publish(topic: "w", payload: [9], isRetained: true)))
    }

    @Test func `a will goes on with its properties but without its delay`() throws {
        let bench = ShardBench()
        let watcher = try bench.join("watcher", .v5)
        try bench.subscribe(watcher, "w", version: .v5)
        let will = Will(
            topic: "w", payload: [9],
            properties: [.willDelayInterval(0), .contentType("x"), .messageExpiryInterval(7)])
        bench.lose(try bench.join("c", .v5, will: will))
        let publish = try #require(try bench.publishes(from: watcher, version: .v5).first)
        #expect(publish.properties == [.contentType("x"), .messageExpiryInterval(7)])
    }

    @Test func `the will of a departing client is not sent to itself`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", isClean: false, will: Will(topic: "w", qos: .atLeastOnce))
        try bench.subscribe(client, "#", .atMostOnce)
        bench.lose(client)
        let back = bench.connect(Connect(version: .v311, clientID: "c", cleanStart: false))
        #expect(bench.takeBytes(from: back) == [0x20, 2, 1, 0])
    }

    @Test func `a will's properties go on in their order [MQTT-3.1.3-10]`() throws {
        let bench = ShardBench()
        let watcher = try bench.join("watcher", .v5)
        try bench.subscribe(watcher, "w", version: .v5)
        let forwarded: [Property] = [
            .userProperty(UserProperty("a", "1")), .responseTopic("r"), .correlationData([1, 2]),
            .payloadFormatIndicator(.utf8), .userProperty(UserProperty("a", "1")),
            .contentType("x"), .userProperty(UserProperty("b", "2")),
        ]
        let will = Will(
            topic: "w", payload: [9],
            properties: Properties(
                Array(forwarded[..<3]) + [.willDelayInterval(0)] + Array(forwarded[3...])))
        bench.lose(try bench.join("c", .v5, will: will))
        #expect(
            try bench.publishes(from: watcher, version: .v5).map(\.properties.list) == [forwarded])
    }

    @Test func `the expiry of a will begins when it is published [MQTT-3.3.2-6]`() throws {
        let bench = ShardBench()
        let away = try bench.join(
            "away", .v5, isClean: false, properties: [.sessionExpiryInterval(1_000)])
        try bench.subscribe(away, "w", .atLeastOnce, version: .v5)
        bench.lose(away)
        let will = Will(
            topic: "w", payload: [9], qos: .atLeastOnce,
            properties: [.willDelayInterval(10), .messageExpiryInterval(7)])
        let client = try bench.join(
            "c", .v5, isClean: false, will: will, properties: [.sessionExpiryInterval(100)])
        bench.advance(seconds: 50)
        bench.lose(client)
        bench.advance(seconds: 10)
        bench.advance(seconds: 2)
        let back = bench.connect(
            Connect(
                version: .v5, clientID: "away", cleanStart: false,
                properties: [.sessionExpiryInterval(1_000)]))
        #expect(
            try bench.publishes(from: back, version: .v5).map(\.properties) == [
                [.messageExpiryInterval(5)]
            ])
    }

    @Test func `DISCONNECT 0x04 that ends the session publishes a delayed will at once`() throws {
        let bench = ShardBench()
        let watcher = try watcher(bench)
        let client = try delayed(bench, expiry: 100)
        bench.send(
            .disconnect(
                Disconnect(
                    reasonCode: .disconnectWithWill, properties: [.sessionExpiryInterval(0)])),
            version: .v5, from: client)
        #expect(try bench.payloads(from: watcher) == [[9]])
    }

    @Test func `DISCONNECT 0x04 leaves a will its delay [MQTT-3.1.3-9]`() throws {
        let bench = ShardBench()
        let watcher = try watcher(bench)
        let client = try delayed(bench, expiry: 100)
        bench.send(
            .disconnect(Disconnect(reasonCode: .disconnectWithWill)), version: .v5, from: client)
        #expect(try bench.payloads(from: watcher) == [])
        bench.advance(seconds: 10)
        #expect(try bench.payloads(from: watcher) == [[9]])
    }

    @Test func `a normal DISCONNECT of a session that goes on leaves no will [MQTT-3.1.2-10]`()
        throws
    {
        let bench = ShardBench()
        let watcher = try watcher(bench)
        let client = try delayed(bench, expiry: 20)
        bench.send(.disconnect(Disconnect()), version: .v5, from: client)
        bench.advance(seconds: 100)
        #expect(try bench.payloads(from: watcher) == [])
    }

    @Test(arguments: [(false, [[UInt8]]()), (true, [[9]])])
    func `a take-over by a clean start publishes a delayed will, by another not [MQTT-3.1.4-3]`(
        isClean: Bool, published: [[UInt8]]
    ) throws {
        let bench = ShardBench()
        let watcher = try watcher(bench)
        _ = try delayed(bench, expiry: 100)
        _ = try bench.join(
            "c", .v5, isClean: isClean, properties: [.sessionExpiryInterval(100)])
        bench.advance(seconds: 50)
        #expect(try bench.payloads(from: watcher) == published)
    }

    @Test func `the will of a refused CONNECT is never published`() throws {
        let bench = ShardBench()
        let watcher = try watcher(bench)
        bench.verdict = { _ in .notAuthorized }
        let client = bench.connect(Connect(version: .v311, clientID: "c", will: Self.will))
        #expect(bench.isClosed(client))
        #expect(try bench.payloads(from: watcher) == [])
    }
}
