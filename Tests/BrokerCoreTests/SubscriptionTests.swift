import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

@Suite struct SubscriptionTests {
    @Test func `overlapping subscriptions give one copy of the highest QoS [MQTT-3.3.4-2]`() throws
    {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        try bench.subscribe(client, "a/b", .atMostOnce, version: .v5, identifier: 7)
        try bench.subscribe(client, "a/+", .exactlyOnce, version: .v5, identifier: 300)
        try bench.subscribe(client, "#", .atLeastOnce, version: .v5)
        try bench.subscribe(client, "a/#", .atLeastOnce, version: .v5, identifier: 9)
        bench.publish(client, "a/b", [1], .exactlyOnce, packetID: 3, version: .v5)
        let sent = try bench.publishes(from: client, version: .v5)
        #expect(sent.count == 1)
        #expect(sent.first?.qos == .exactlyOnce)
        #expect(Set(sent.first?.properties.subscriptionIdentifiers ?? []) == [7, 300, 9])
    }

    @Test func `no local keeps a client's own messages away [MQTT-3.8.3-3]`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        try bench.subscribe(
            client, "a", version: .v5,
            options: SubscriptionOptions(qos: .exactlyOnce, noLocal: true), identifier: 5)
        bench.publish(client, "a", version: .v5)
        #expect(bench.takeBytes(from: client) == [])
        // An overlapping subscription without it counts alone.
        try bench.subscribe(client, "+", .atMostOnce, version: .v5, identifier: 6)
        bench.publish(client, "a", [2], .exactlyOnce, packetID: 2, version: .v5)
        let sent = try bench.publishes(from: client, version: .v5)
        #expect(sent.map(\.qos) == [.atMostOnce])
        #expect(sent.first?.properties.subscriptionIdentifiers == [6])
        let other = try bench.join("o")
        bench.publish(other, "a", [3])
        #expect(try bench.payloads(from: client, version: .v5) == [[3]])
    }

    @Test(arguments: [true, false])
    func `RETAIN is kept only as asked [MQTT-3.3.1-12] [MQTT-3.3.1-13]`(asPublished: Bool) throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        try bench.subscribe(
            client, "a", version: .v5,
            options: SubscriptionOptions(retainAsPublished: asPublished))
        bench.publish(client, "a", version: .v5, isRetained: true)
        bench.publish(client, "a", version: .v5)
        #expect(
            try bench.publishes(from: client, version: .v5).map(\.isRetained)
                == [asPublished, false])
    }

    @Test(
        arguments: [
            (SubscriptionOptions.RetainHandling.sendAtSubscribe, [1, 1]),
            (.sendIfNew, [1, 0]), (.doNotSend, [0, 0]),
        ])
    func `retain handling decides what is sent [MQTT-3.3.1-9]`(
        handling: SubscriptionOptions.RetainHandling, expected: [Int]
    ) throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        bench.publish(client, "a", version: .v5, isRetained: true)
        let counts = try (0..<2).map { _ in
            try bench.subscribe(
                client, "a", version: .v5, options: SubscriptionOptions(retainHandling: handling)
            ).count - 1
        }
        #expect(counts == expected)
    }

    @Test func `UNSUBSCRIBE ends delivery [MQTT-3.10.4-2]`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        try bench.subscribe(client, "a/+", version: .v5)
        #expect(
            try bench.unsubscribe(client, "a/+", version: .v5) == [
                .unsuback(UnsubAck(packetID: try id(78), reasonCodes: [.success]))
            ])
        bench.publish(client, "a/b", version: .v5)
        #expect(bench.takeBytes(from: client) == [])
        #expect(
            try bench.unsubscribe(client, "a/+", version: .v5) == [
                .unsuback(UnsubAck(packetID: try id(78), reasonCodes: [.noSubscriptionExisted]))
            ])
    }

    @Test(arguments: [
        ("#", "$own/a", false), ("+/a", "$own/a", false), ("$own/#", "$own/a", true),
        ("#", "a", true), ("+", "/a", false), ("/+", "/a", true), ("a/#", "a", true),
        ("a/+", "a", false), ("+/+", "/", true),
    ])
    func `wildcards match as specified [MQTT-4.7.2-1]`(
        filter: String, topic: String, isMatch: Bool
    ) throws {
        let bench = ShardBench()
        let client = try bench.join("c")
        bench.publish(client, topic, isRetained: true)
        let retained = try bench.subscribe(client, filter)
        #expect(retained.count == (isMatch ? 2 : 1))
        bench.publish(client, topic)
        #expect(try bench.payloads(from: client).count == (isMatch ? 1 : 0))
    }

    @Test func `the limit of subscriptions leaves those there are changeable`() throws {
        let bench = ShardBench { $0.subscriptionsPerSessionMax = 2 }
        let client = try bench.join("c", .v5)
        func code(_ filter: String) throws -> ReasonCode? {
            guard
                case .suback(let subAck) = try bench.subscribe(client, filter, version: .v5).first
            else { return nil }
            return subAck.reasonCodes.first
        }
        #expect(try code("a") == .grantedQoS0)
        #expect(try code("b") == .grantedQoS0)
        #expect(try code("c") == .quotaExceeded)
        #expect(try code("a") == .grantedQoS0)
    }

    @Test func `a filter of too many levels is refused`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        let packets = try bench.subscribe(
            client, String(repeating: "+/", count: 200) + "#", version: .v5)
        #expect(
            packets == [
                .suback(SubAck(packetID: try id(77), reasonCodes: [.topicFilterInvalid]))
            ])
    }

    @Test func `one broken entry makes the whole SUBSCRIBE void`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", isClean: false)
        bench.send([0x82, 10, 0, 1, 0, 1, 0x61, 0, 0, 1, 0x62, 3], from: client)
        #expect(bench.isClosed(client))
        let again = try bench.join("c", isClean: false)
        bench.publish(again, "a")
        #expect(bench.takeBytes(from: again) == [])
    }

    @Test func `SUBACK waits until every shard knows the filter`() throws {
        let bench = ShardBench(shardCount: 3)
        let client = try bench.join("c")
        bench.holdsMessages = true
        #expect(try bench.subscribe(client, "a").isEmpty)
        // Nothing new, but the others may not know yet.
        #expect(try bench.subscribe(client, "a").isEmpty)
        bench.carryMessages()
        #expect(try bench.take(from: client).count == 2)
        #expect(try bench.subscribe(client, "a").count == 1)
    }

    @Test func `a publication of any shard arrives until UNSUBSCRIBE`() throws {
        let bench = ShardBench(shardCount: 4)
        let client = try bench.join("c")
        let publishers = try (0..<12).map { try bench.join("p\($0)") }
        try bench.subscribe(client, "a/+")
        try bench.subscribe(client, "a/b")
        for publisher in publishers { bench.publish(publisher, "a/b") }
        #expect(try bench.payloads(from: client).count == 12)
        try bench.unsubscribe(client, "a/+")
        for publisher in publishers { bench.publish(publisher, "a/b") }
        #expect(try bench.payloads(from: client).count == 12)
        try bench.unsubscribe(client, "a/b")
        for publisher in publishers { bench.publish(publisher, "a/b") }
        #expect(bench.takeBytes(from: client) == [])
    }
}
