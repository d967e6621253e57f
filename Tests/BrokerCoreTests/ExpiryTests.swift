import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

@Suite struct ExpiryTests {
    private func retain(
        _ bench: ShardBench, _ client: ShardBench.Client, _ topic: String, _ seconds: UInt32
    ) {
        bench.publish(
            client, topic, [1], version: .v5, isRetained: true,
            properties: [.messageExpiryInterval(seconds)])
    }

    private func removals(_ bench: ShardBench) -> [[UInt8]] {
        bench.journal.compactMap {
            if case .retainedRemoved(let topic, _) = $0 { topic } else { nil }
        }
    }

    @Test func `expired retained messages go without anybody asking [MQTT-3.3.2-5]`() throws {
        let bench = ShardBench(shardCount: 2, journals: true)
        let client = try bench.join("c", .v5)
        for number in 0..<1_000 { retain(bench, client, "a/\(number)", 5) }
        retain(bench, client, "$b", 5)
        retain(bench, client, "stays", 60)
        bench.publish(client, "for/ever", [1], version: .v5, isRetained: true)
        bench.advance(seconds: 6)
        // A slice a second: no tick is long.
        #expect(removals(bench).count > 0 && removals(bench).count < 1_000)
        for _ in 0..<20 { bench.advance(seconds: 1) }
        #expect(Set(removals(bench)).count == 1_001)
        for _ in 0..<60 { bench.advance(seconds: 1) }
        #expect(removals(bench).last == Array("stays".utf8))
        let topics = try bench.subscribe(client, "#", version: .v5).compactMap { packet in
            if case .publish(let publish) = packet { publish.topic } else { nil }
        }
        #expect(topics == ["for/ever"])
    }

    @Test func `an expired retained message goes when it is met [MQTT-3.3.2-5]`() throws {
        let bench = ShardBench(journals: true)
        let client = try bench.join("c", .v5)
        for number in 0..<600 { retain(bench, client, "x/\(number)", 1_000) }
        retain(bench, client, "a", 5)
        // No tick has come since.
        let late = try bench.join("late")
        bench.commit()
        bench.pass(seconds: 6)
        bench.send(
            .subscribe(
                Subscribe(
                    packetID: try id(1),
                    subscriptions: [
                        Subscription("a", SubscriptionOptions())
                    ])), from: late)
        bench.commit()
        #expect(try bench.publishes(from: late) == [])
        #expect(removals(bench) == [Array("a".utf8)])
    }

    @Test func `a new message takes the place of one that would expire`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        retain(bench, client, "a", 5)
        bench.publish(client, "a", [2], version: .v5, isRetained: true)
        for _ in 0..<20 { bench.advance(seconds: 1) }
        #expect(!bench.shards[0].hasTimers)
        let late = try bench.join("late")
        #expect(
            try bench.subscribe(late, "a").last
                == .publish(Publish(topic: "a", payload: [2], isRetained: true)))
    }

    @Test func `a retained message bears what is left of its expiry [MQTT-3.3.2-6]`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        retain(bench, client, "a", 100)
        bench.advance(seconds: 30)
        let packets = try bench.subscribe(client, "a", version: .v5)
        #expect(
            packets.last
                == .publish(
                    Publish(
                        topic: "a", payload: [1], isRetained: true,
                        properties: [.messageExpiryInterval(70)])))
    }

    @Test func `a live message bears its expiry as it came`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        try bench.subscribe(client, "a", .exactlyOnce, version: .v5)
        for qos in [QoS.atMostOnce, .atLeastOnce, .exactlyOnce] {
            bench.publish(
                client, "a", [1], qos, version: .v5, properties: [.messageExpiryInterval(1)])
        }
        #expect(
            try bench.publishes(from: client, version: .v5).map(\.properties)
                == Array(repeating: [.messageExpiryInterval(1)], count: 3))
    }

    @Test func `expired messages leave a queue before it counts as full [MQTT-3.3.2-5]`() throws {
        let bench = ShardBench { $0.queuedMessagesMax = 3 }
        let away = try bench.join("s", isClean: false)
        try bench.subscribe(away, "a", .atLeastOnce)
        bench.lose(away)
        let client = try bench.join("c", .v5)
        func publish(_ packetID: UInt16, _ seconds: UInt32) throws -> [Packet] {
            bench.publish(
                client, "a", [UInt8(packetID)], .atLeastOnce, packetID: packetID, version: .v5,
                properties: [.messageExpiryInterval(seconds)])
            return try bench.take(from: client, version: .v5)
        }
        // One that expires at once never waits.
        for packetID in UInt16(1)...5 {
            #expect(try publish(packetID, 0) == [.puback(try ack(packetID))])
        }
        for packetID in UInt16(6)...7 {
            #expect(try publish(packetID, 5) == [.puback(try ack(packetID))])
        }
        bench.pass(seconds: 6)
        for packetID in UInt16(8)...10 {
            #expect(try publish(packetID, 100) == [.puback(try ack(packetID))])
        }
        #expect(try publish(11, 100) == [.puback(try ack(11, .quotaExceeded))])
        let back = bench.connect(Connect(version: .v311, clientID: "s", cleanStart: false))
        #expect(try bench.payloads(from: back) == [[8], [9], [10]])
    }
}
