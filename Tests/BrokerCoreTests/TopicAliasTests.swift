import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

@Suite struct TopicAliasTests {
    private func bench(_ change: (inout ListenerSettings) -> Void) -> ShardBench {
        var settings = BrokerSettings.loopbackOnly()
        change(&settings.listeners[0])
        return ShardBench(settings: settings)
    }

    private func say(
        _ bench: ShardBench, _ client: ShardBench.Client, _ topic: String, _ alias: UInt16,
        _ payload: UInt8 = 1
    ) {
        bench.publish(client, topic, [payload], version: .v5, properties: [.topicAlias(alias)])
    }

    // MARK: From a client

    @Test func `an alias stands for its topic, and no subscriber sees it [MQTT-3.3.2-10]`() throws {
        let bench = ShardBench()
        let new = try bench.join("new", .v5)
        try bench.subscribe(new, "a/b", version: .v5)
        let old = try bench.join("old")
        try bench.subscribe(old, "a/b")
        let client = try bench.join("c", .v5)
        say(bench, client, "a/b", 10, 1)
        bench.publish(
            client, "", [2], version: .v5,
            properties: [.contentType("x"), .topicAlias(10), .responseTopic("r")])
        #expect(
            try bench.publishes(from: new, version: .v5) == [
                Publish(topic: "a/b", payload: [1]),
                Publish(
                    topic: "a/b", payload: [2],
                    properties: [.contentType("x"), .responseTopic("r")]
                ),
            ])
        #expect(try bench.publishes(from: old).map(\.topic) == ["a/b", "a/b"])
    }

    @Test func `an alias may be given another topic [MQTT-3.3.2-12]`() throws {
        let bench = ShardBench()
        let subscriber = try bench.join("s")
        try bench.subscribe(subscriber, "#")
        let client = try bench.join("c", .v5)
        for topic in ["long/topic/name", "", "b", ""] { say(bench, client, topic, 1) }
        #expect(
            try bench.publishes(from: subscriber).map(\.topic) == [
                "long/topic/name", "long/topic/name", "b", "b",
            ])
    }

    @Test func `retained and queued copies hold the real topic`() throws {
        let bench = ShardBench(shardCount: 4)
        let away = try bench.join("away", isClean: false)
        try bench.subscribe(away, "a/b", .atLeastOnce)
        bench.lose(away)
        let client = try bench.join("c", .v5)
        say(bench, client, "a/b", 1)
        bench.publish(
            client, "", [2], .atLeastOnce, version: .v5, isRetained: true,
            properties: [.topicAlias(1)])
        let late = try bench.join("late")
        #expect(
            try bench.subscribe(late, "a/+").last
                == .publish(Publish(topic: "a/b", payload: [2], isRetained: true)))
        let back = bench.connect(Connect(version: .v311, clientID: "away", cleanStart: false))
        #expect(try bench.publishes(from: back).map(\.topic) == ["a/b"])
    }

    @Test func `an alias above the maximum ends with 0x94 [MQTT-3.3.2-9]`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        say(bench, client, "a", 11)
        #expect(bench.takeBytes(from: client) == [0xE0, 1, 0x94])
        #expect(bench.isClosed(client))
        #expect(bench.endReason(of: client) == .topicAliasInvalid(max: 10))
    }

    @Test func `alias 0 is a protocol error [MQTT-3.3.2-8]`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        bench.send([0x30, 7, 0, 1, 0x61, 3, 0x23, 0, 0], from: client)
        #expect(bench.takeBytes(from: client) == [0xE0, 1, 0x94])
        #expect(bench.isClosed(client))
    }

    @Test(arguments: [1, 10] as [UInt16])
    func `an unknown alias without a topic ends with 0x82`(alias: UInt16) throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        say(bench, client, "a", 2)
        say(bench, client, "", alias)
        #expect(bench.takeBytes(from: client) == [0xE0, 1, 0x82])
        #expect(bench.isClosed(client))
    }

    @Test func `aliases end with their connection [MQTT-3.3.2-7]`() throws {
        let bench = ShardBench()
        let first = try bench.join(
            "c", .v5, isClean: false, properties: [.sessionExpiryInterval(100)])
        say(bench, first, "a", 1)
        bench.lose(first)
        let second = try bench.join(
            "c", .v5, isClean: false, properties: [.sessionExpiryInterval(100)])
        say(bench, second, "", 1)
        #expect(bench.takeBytes(from: second) == [0xE0, 1, 0x82])
    }

    @Test func `a listener may allow no aliases [MQTT-3.2.2-17]`() throws {
        let bench = bench { $0.topicAliasMaximum = 0 }
        let client = bench.connect(Connect(version: .v5, clientID: "c"))
        guard case .connack(let connAck) = try bench.take(from: client, version: .v5).first else {
            Issue.record("no CONNACK")
            return
        }
        #expect(connAck.properties.topicAliasMaximum == nil)
        say(bench, client, "a", 1)
        #expect(bench.takeBytes(from: client) == [0xE0, 1, 0x94])
    }

    @Test func `a message that is refused still sets its alias`() throws {
        let bench = ShardBench { $0.payloadBytesMax = 1 }
        let subscriber = try bench.join("s")
        try bench.subscribe(subscriber, "#")
        let client = try bench.join("c", .v5)
        bench.publish(client, "a", [1, 2], version: .v5, properties: [.topicAlias(1)])
        say(bench, client, "", 1)
        #expect(try bench.publishes(from: subscriber) == [Publish(topic: "a", payload: [1])])
    }

    // MARK: To a client

    private func taker(
        _ bench: ShardBench, _ maximum: UInt16 = 65_535, _ more: Properties = []
    ) throws -> ShardBench.Client {
        try bench.join(
            "taker", .v5, isClean: false,
            properties: Properties(
                [.topicAliasMaximum(maximum), .sessionExpiryInterval(100)] + more.list))
    }

    @Test func `the first topics get aliases, first with their name, then without`() throws {
        let bench = ShardBench()
        let taker = try taker(bench)
        try bench.subscribe(taker, "#", version: .v5)
        let client = try bench.join("c")
        let topics = (1...11).map { "topic/\($0)" }
        for topic in topics + topics { bench.publish(client, topic) }
        let publishes = try bench.publishes(from: taker, version: .v5)
        #expect(publishes.map(\.topic) == topics + Array(repeating: "", count: 10) + ["topic/11"])
        let aliases = (1...10).map { UInt16?($0) } + [nil]
        #expect(publishes.map(\.properties.topicAlias) == aliases + aliases)
    }

    @Test func `no alias exceeds what the client takes [MQTT-3.1.2-26] [MQTT-3.1.2-27]`() throws {
        let bench = ShardBench()
        let taker = try taker(bench, 1)
        try bench.subscribe(taker, "#", version: .v5)
        let none = try bench.join("none", .v5)
        try bench.subscribe(none, "#", version: .v5)
        let client = try bench.join("c")
        for topic in ["a/1", "a/2", "a/2", "a/1"] { bench.publish(client, topic) }
        let publishes = try bench.publishes(from: taker, version: .v5)
        #expect(publishes.map(\.properties.topicAlias) == [1, nil, nil, 1])
        #expect(publishes.map(\.topic) == ["a/1", "a/2", "a/2", ""])
        #expect(
            try bench.publishes(from: none, version: .v5).allSatisfy { $0.properties.isEmpty })
    }

    @Test func `a listener may set no aliases`() throws {
        let bench = bench { $0.topicAliasMaximumToClients = 0 }
        let taker = try taker(bench)
        try bench.subscribe(taker, "#", version: .v5)
        bench.publish(taker, "a", version: .v5)
        #expect(bench.takeBytes(from: taker) == [0x30, 5, 0, 1, 0x61, 0, 1])
    }

    @Test func `the alias follows the properties, the subscription identifier the alias`() throws {
        let bench = ShardBench()
        let taker = try taker(bench)
        try bench.subscribe(taker, "a", version: .v5, identifier: 7)
        bench.publish(taker, "a", version: .v5, properties: [.contentType("x")])
        #expect(
            try bench.publishes(from: taker, version: .v5).map(\.properties) == [
                [.contentType("x"), .topicAlias(1), .subscriptionIdentifier(7)]
            ])
    }

    @Test(arguments: [QoS.atLeastOnce, .exactlyOnce])
    func `queued, resent and retained messages bear aliases of their connection`(qos: QoS) throws {
        let bench = ShardBench()
        let client = try bench.join("c")
        bench.publish(client, "kept/message", [0], isRetained: true)
        var taker = try taker(bench)
        try bench.subscribe(taker, "some/topic", qos, version: .v5)
        bench.publish(client, "some/topic", [1], qos, packetID: 1)
        bench.publish(client, "some/topic", [2], qos, packetID: 2)
        #expect(try bench.publishes(from: taker, version: .v5).map(\.topic) == ["some/topic", ""])
        bench.lose(taker)
        bench.publish(client, "some/topic", [3], qos, packetID: 3)
        taker = bench.connect(
            Connect(
                version: .v5, clientID: "taker", cleanStart: false,
                properties: [.topicAliasMaximum(5), .sessionExpiryInterval(100)]))
        let publishes = try bench.publishes(from: taker, version: .v5)
        #expect(publishes.map(\.topic) == ["some/topic", "", ""])
        #expect(publishes.map(\.isDuplicate) == [true, true, false])
        #expect(publishes.map(\.packetID?.rawValue) == [1, 2, 3])
        let packets = try bench.subscribe(taker, "kept/#", version: .v5)
        #expect(
            packets.last
                == .publish(
                    Publish(
                        topic: "kept/message", payload: [0], isRetained: true,
                        properties: [.topicAlias(2)])))
    }

    @Test func `an alias that was not sent is not known [MQTT-3.1.2-25]`() throws {
        let bench = ShardBench()
        let taker = try taker(bench, 5, [.maximumPacketSize(40)])
        try bench.subscribe(taker, "#", version: .v5)
        let client = try bench.join("c")
        let topic = "a/topic/of/20/bytes."
        // Too long in any form; fits without an alias only; fits with name and alias; then without.
        for count in [60, 15, 1, 28] {
            bench.publish(client, topic, Array(repeating: 7, count: count))
        }
        let publishes = try bench.publishes(from: taker, version: .v5)
        #expect(publishes.map(\.payload.count) == [15, 1, 28])
        #expect(publishes.map(\.topic) == [topic, topic, ""])
        #expect(publishes.map(\.properties.topicAlias) == [nil, 1, 1])
    }
}
