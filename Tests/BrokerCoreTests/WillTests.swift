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
}
