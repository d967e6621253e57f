import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 5, section 3.3.2: topic name and properties of PUBLISH, as the broker obeys them.
struct MQTT5PublishHeaderTests {
    @Test(
        arguments: ProbeDriver.allCases,
        ["30 02 00 05", "30 04 00 02 FF 00", "30 00", "30 05 00 03 00 't' 00"])
    func `[MQTT-3.3.2-1] the topic name is the first field, and UTF-8`(
        _ driver: ProbeDriver, _ packet: String
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        try await probe.send(packet)
        try await probe.expectDisconnect(.malformedPacket)
    }

    @Test(arguments: ProbeDriver.allCases, ["#", "+", "a/#", "a/+/b", "a#", "b+"])
    func `[MQTT-3.3.2-2] a topic name with a wildcard ends the connection`(
        _ driver: ProbeDriver, _ topic: String
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher")
        try await watcher.subscribe("#")
        let probe = try await broker.join("a")
        try await probe.publish(topic)
        try await probe.expectEnd()
        try await watcher.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.2-3] what comes matches a filter that was subscribed`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a")
        try await probe.subscribe("a/+/c", "x/#", "y", qos: .atMostOnce)
        let publisher = try await broker.join("p")
        for topic in ["a/b/c", "x", "x/y/z", "y"] {
            try await publisher.deliver(topic)
            #expect(try await probe.nextPublish().topic == topic)
        }
        for topic in ["a/b", "a/b/c/d", "a", "xx", "y/", "/y", "Y"] {
            try await publisher.deliver(topic)
        }
        try await probe.expectNothing()
    }

    static let forwarded: [(id: String, property: Property)] = [
        ("[MQTT-3.3.2-4]", .payloadFormatIndicator(.utf8)),
        ("[MQTT-3.3.2-15]", .responseTopic("answer/\u{FEFF}ä")),
        ("[MQTT-3.3.2-16]", .correlationData([0, 255, 1])),
        ("[MQTT-3.3.2-20]", .contentType("text/ä")),
    ]

    @Test(arguments: ProbeDriver.allCases)
    func
        `[MQTT-3.3.2-4] [MQTT-3.3.2-15] [MQTT-3.3.2-16] [MQTT-3.3.2-20] properties go on unaltered`(
            _ driver: ProbeDriver
        ) async throws
    {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", properties: [.sessionExpiryInterval(100)])
        try await probe.subscribe("live", "kept", "queued")
        let publisher = try await broker.join("p")
        for (_, property) in Self.forwarded {
            for qos in [QoS.atMostOnce, .atLeastOnce, .exactlyOnce] {
                try await publisher.deliver("live", "x", qos, properties: [property])
                #expect(try await probe.nextPublish().properties == [property])
            }
        }
        let all = Properties(Self.forwarded.map(\.property))
        try await publisher.deliver("retained", "x", isRetained: true, properties: all)
        try await probe.subscribe("retained")
        #expect(try await probe.nextPublish().properties == all)
        await probe.drop()
        try await broker.ended("a")
        try await publisher.deliver("queued", "x", properties: all)
        let back = try await broker.join("a", cleanStart: false)
        var last: Publish?
        while last?.topic != "queued" { last = try await back.nextPublish() }
        #expect(last?.properties == all)
    }

    @Test(arguments: ProbeDriver.timed)
    func `[MQTT-3.3.2-5] a message that expired before it could leave is not delivered`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", properties: [.sessionExpiryInterval(1_000)])
        try await probe.subscribe("t")
        await probe.drop()
        let publisher = try await broker.join("p")
        try await publisher.deliver("t", "short", properties: [.messageExpiryInterval(10)])
        try await publisher.deliver("t", "long", properties: [.messageExpiryInterval(100)])
        try await publisher.deliver(
            "r", "short", isRetained: true, properties: [.messageExpiryInterval(10)])
        try broker.advance(seconds: 10)
        let back = try await broker.join("a", cleanStart: false)
        #expect(try await back.nextPublish().payload == Array("long".utf8))
        try await back.subscribe("r")
        try await back.expectNothing()
    }

    @Test(arguments: ProbeDriver.timed)
    func `[MQTT-3.3.2-6] the time that a message waited is taken off its expiry`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", properties: [.sessionExpiryInterval(1_000)])
        try await probe.subscribe("t")
        let publisher = try await broker.join("p")
        try await publisher.deliver("t", "live", properties: [.messageExpiryInterval(100)])
        #expect(try await probe.nextPublish().properties == [.messageExpiryInterval(100)])
        await probe.send(.puback(try ack(1)))
        await probe.drop()
        let properties: Properties = [.contentType("c"), .messageExpiryInterval(100)]
        try await publisher.deliver("t", "queued", properties: properties)
        try await publisher.deliver("r", "kept", isRetained: true, properties: properties)
        try broker.advance(seconds: 30)
        let back = try await broker.join("a", cleanStart: false)
        #expect(
            try await back.nextPublish().properties == [
                .contentType("c"), .messageExpiryInterval(70),
            ])
        try await back.subscribe("r")
        #expect(
            try await back.nextPublish().properties == [
                .contentType("c"), .messageExpiryInterval(70),
            ])
    }

    @Test(
        arguments: ProbeDriver.allCases,
        ["26 08 00 02 'a#'", "08 00 01 '+'", "08 00 01 FF", "08 00 00 08 00 00"])
    func `[MQTT-3.3.2-13] [MQTT-3.3.2-14] a response topic is UTF-8 without wildcards`(
        _ driver: ProbeDriver, _ property: String
    ) async throws {
        let bytes = try HexText.bytes(property)
        let probe = try await ProbedBroker(driver).join("a")
        await probe.send(
            bytes: [0x30, UInt8(4 + bytes.count), 0, 1, 0x74, UInt8(bytes.count)] + bytes)
        try await probe.expectEnd()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.2-17] [MQTT-3.3.2-18] user properties go on, all of them and in order`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a")
        try await probe.subscribe("t")
        let pairs = [("b", "1"), ("a", "2"), ("b", "1"), ("", ""), ("a", "0")]
        let properties = Properties(
            pairs.map { .userProperty(UserProperty($0.0, $0.1)) })
        let publisher = try await broker.join("p")
        for qos in [QoS.atMostOnce, .atLeastOnce, .exactlyOnce] {
            try await publisher.deliver("t", "x", qos, properties: properties)
            #expect(try await probe.nextPublish().properties == properties)
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.2-19] a content type that is no UTF-8 ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        try await probe.send("30 08 00 01 't' 04 03 00 01 FF")
        try await probe.expectDisconnect(.malformedPacket)
    }
}
