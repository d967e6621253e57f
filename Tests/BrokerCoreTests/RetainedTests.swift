import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

@Suite struct RetainedTests {
    @Test func `a retained message is sent, replaced and removed [MQTT-3.3.1-6]`() throws {
        let bench = ShardBench()
        let publisher = try bench.join("p")
        let client = try bench.join("c")
        bench.publish(publisher, "a", [1], isRetained: true)
        bench.publish(publisher, "a", [2], isRetained: true)
        bench.publish(publisher, "a", [3])
        #expect(
            try bench.subscribe(client, "a").last
                == .publish(Publish(topic: "a", payload: [2], isRetained: true)))
        bench.publish(publisher, "a", [], isRetained: true)
        #expect(try bench.payloads(from: client) == [[]])
        #expect(try bench.subscribe(client, "a").count == 1)
    }

    @Test(arguments: [QoS.atMostOnce, .atLeastOnce, .exactlyOnce])
    func `a retained message comes with the lesser QoS`(wanted: QoS) throws {
        let bench = ShardBench()
        let publisher = try bench.join("p")
        bench.publish(publisher, "a", [1], .atLeastOnce, isRetained: true)
        let client = try bench.join("c")
        let qos = min(wanted, .atLeastOnce)
        #expect(
            try bench.subscribe(client, "a", wanted).last
                == .publish(
                    Publish(
                        topic: "a", payload: [1], qos: qos, isRetained: true,
                        packetID: qos == .atMostOnce ? nil : PacketID(1))))
    }

    @Test func `a retained message bears the identifier of its subscription`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        bench.publish(client, "a", version: .v5, isRetained: true)
        guard
            case .publish(let publish) = try bench.subscribe(
                client, "a", version: .v5, identifier: 5
            ).last
        else {
            Issue.record("no PUBLISH")
            return
        }
        #expect(publish.properties == [.subscriptionIdentifier(5)])
    }

    @Test func `an expired retained message is not sent [MQTT-3.3.2-5]`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        bench.publish(
            client, "a", version: .v5, isRetained: true,
            properties: [.messageExpiryInterval(10), .contentType("x")])
        bench.advance(milliseconds: 3_500)
        guard
            case .publish(let publish) = try bench.subscribe(client, "a", version: .v5).last
        else {
            Issue.record("no PUBLISH")
            return
        }
        #expect(publish.properties == [.messageExpiryInterval(7), .contentType("x")])
        bench.advance(milliseconds: 6_500)
        #expect(try bench.subscribe(client, "a", version: .v5).count == 1)
    }

    @Test func `retained messages are refused where the operator wants none`() throws {
        var settings = BrokerSettings.loopbackOnly()
        settings.isRetainAvailable = false
        let bench = ShardBench(settings: settings)
        let client = try bench.join("c", .v5)
        bench.publish(client, "a", version: .v5, isRetained: true)
        #expect(bench.takeBytes(from: client) == [0xE0, 1, 0x9A])
    }

    @Test func `no more topics are retained than the limit allows`() throws {
        let bench = ShardBench { $0.retainedMessagesMax = 2 }
        let client = try bench.join("c")
        for (topic, payload) in [("a", UInt8(1)), ("b", 2), ("c", 3), ("a", 4)] {
            bench.publish(client, topic, [payload], isRetained: true)
        }
        let sent = try bench.subscribe(client, "#").dropFirst()
        #expect(sent.count == 2)
        #expect(
            sent.contains(.publish(Publish(topic: "a", payload: [4], isRetained: true))))
    }

    @Test(arguments: [QoS.atMostOnce, .atLeastOnce])
    func `many retained messages reach a slow reader without loss`(qos: QoS) throws {
        let bench = ShardBench()
        let publisher = try bench.join("p")
        for number in 0..<3_000 {
            bench.publish(
                publisher, "a/\(number)", Array(repeating: 1, count: 500), .atLeastOnce,
                isRetained: true)
        }
        let client = try bench.join("c")
        bench.blocked.insert(client)
        try bench.subscribe(client, "a/#", qos)
        var topics: Set<String> = []
        var count = 0
        for _ in 0..<2_000 where count < 3_000 {
            _ = bench.trickle(1_999, to: client)
            if bench.trickle(0, to: client) { bench.settle() }
        }
        bench.blocked.remove(client)
        _ = bench.trickle(.max, to: client)
        bench.settle()
        for publish in try bench.publishes(from: client) {
            topics.insert(publish.topic)
            count += 1
        }
        #expect(count == 3_000)
        #expect(topics.count == 3_000)
    }

    @Test func `long retained messages are not dropped for the outbound limit`() throws {
        let bench = ShardBench { $0.outboundBytesMax = 1_000_000 }
        let publisher = try bench.join("p")
        for number in 0..<40 {
            bench.publish(
                publisher, "a/\(number)", Array(repeating: 1, count: 200_000), isRetained: true)
        }
        let client = try bench.join("c")
        bench.blocked.insert(client)
        try bench.subscribe(client, "a/#")
        var isEmptyNow = false
        while !isEmptyNow { isEmptyNow = bench.trickle(500_000, to: client) }
        #expect(try bench.publishes(from: client).count == 40)
        #expect(bench.shards[0].droppedMessages == 0)
    }

    @Test func `a walk that waits for a blocked socket asks for no more ticks`() throws {
        let bench = ShardBench()
        let publisher = try bench.join("p")
        for number in 0..<400 {
            bench.publish(
                publisher, "a/\(number)", Array(repeating: 1, count: 2_000), isRetained: true)
        }
        let client = try bench.join("c")
        bench.blocked.insert(client)
        try bench.subscribe(client, "a/#")  // would never settle
        bench.lose(client)
        #expect(bench.closed == [client])
    }
}
