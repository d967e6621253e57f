import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 5, section 3.3.2.3.4: topic aliases, as the broker obeys them both ways.
struct MQTT5TopicAliasTests {
    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.2-7] an alias ends with its connection`(_ driver: ProbeDriver) async throws {
        let broker = try ProbedBroker(driver)
        let first = try await broker.join("a", properties: [.sessionExpiryInterval(100)])
        try await first.send("30 08 00 01 't' 03 23 00 01 'x'")
        try await first.expectNothing()
        await first.drop()
        let second = try await broker.join("a", cleanStart: false)
        try await second.send("30 07 00 00 03 23 00 01 'x'")
        try await second.expectDisconnect(.protocolError)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.2-7] towards a client too, aliases begin anew with each connection`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p")
        var probe = try await broker.join(
            "a", properties: [.sessionExpiryInterval(100), .topicAliasMaximum(5)])
        try await probe.subscribe("topic", qos: .atMostOnce)
        for _ in 0..<2 {
            try await publisher.deliver("topic")
            let named = try await probe.nextPublish()
            #expect(named.topic == "topic" && named.properties.topicAlias == 1)
            try await publisher.deliver("topic")
            let short = try await probe.nextPublish()
            #expect(short.topic.isEmpty && short.properties.topicAlias == 1)
            await probe.drop()
            probe = try await broker.join(
                "a", cleanStart: false,
                properties: [.sessionExpiryInterval(100), .topicAliasMaximum(5)])
        }
    }

    @Test(arguments: ProbeDriver.allCases, ["00 00", "00 0B", "FF FF"])
    func `[MQTT-3.3.2-8] [MQTT-3.3.2-9] alias 0 or one above the maximum ends the connection`(
        _ driver: ProbeDriver, _ alias: String
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher")
        try await watcher.subscribe("#")
        let probe = try await broker.join("a")
        try await probe.send("30 08 00 01 't' 03 23 \(alias) 'x'")
        try await probe.expectDisconnect(.topicAliasInvalid)
        try await watcher.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases, [1, 3])
    func `[MQTT-3.3.2-11] no alias above the client's maximum is sent`(
        _ driver: ProbeDriver, _ max: UInt16
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", properties: [.topicAliasMaximum(max)])
        try await probe.subscribe("#", qos: .atMostOnce)
        let publisher = try await broker.join("p")
        for _ in 0..<2 {
            for number in 0..<5 {
                try await publisher.deliver("t/\(number)")
                let publish = try await probe.nextPublish()
                #expect(publish.properties.topicAlias ?? 1 <= max)
                #expect(publish.properties.topicAlias != 0)
                #expect(!publish.topic.isEmpty || publish.properties.topicAlias != nil)
            }
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.2-12] every alias up to the maximum of CONNACK is taken`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher")
        try await watcher.subscribe("#")
        let probe = try await broker.join("a")
        let max = try #require(probe.connAck?.properties.topicAliasMaximum)
        for alias in 1...max {
            for topic in ["first/\(alias)", "t/\(alias)", ""] {  // the last name counts
                try await probe.publish(topic, properties: [.topicAlias(alias)])
                let publish = try await watcher.nextPublish()
                #expect(publish.topic == (topic.isEmpty ? "t/\(alias)" : topic))
                #expect(publish.properties.isEmpty)
            }
        }
    }
}
