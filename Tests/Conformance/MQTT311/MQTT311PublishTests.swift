import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 3.1.1, sections 3.3.2 to 3.7: the topic of PUBLISH and its answers, as the broker obeys it.
struct MQTT311PublishTests {
    @Test(
        arguments: ProbeDriver.allCases,
        ["30 00", "30 01 00", "30 02 00 05", "30 04 00 02 FF 'x'", "32 03 00 02 't'"])
    func `[MQTT-3.3.2-1] the topic name is the first field, and UTF-8`(
        _ driver: ProbeDriver, _ packet: String
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a", .v311)
        try await probe.send(packet)
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.allCases, ["#", "+", "a/#", "a/+/b", "a#", "b+"])
    func `[MQTT-3.3.2-2] a topic name with a wildcard ends the connection`(
        _ driver: ProbeDriver, _ topic: String
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("#")
        let probe = try await broker.join("a", .v311)
        try await probe.publish(topic)
        try await probe.expectClose()
        try await watcher.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.2-3] what comes matches a filter that was subscribed`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", .v311)
        try await probe.subscribe("a/+/c", "x/#", "y", qos: .atMostOnce)
        let publisher = try await broker.join("p", .v311)
        for topic in ["a/b/c", "x", "x/y/z", "y", "a//c"] {
            try await publisher.deliver(topic)
            #expect(try await probe.nextPublish().topic == topic)
        }
        for topic in ["a/b", "a/b/c/d", "a", "xx", "y/", "/y", "Y", "a/c"] {
            try await publisher.deliver(topic)
        }
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.4-1] the answer to PUBLISH is nothing, PUBACK or PUBREC, by its QoS`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("t", qos: .atMostOnce)
        let probe = try await broker.join("a", .v311)
        for topic in ["'t'", "'u'"] {  // whether anybody wants it or not
            try await probe.send("30 04 00 01 \(topic) 'x'")
            try await probe.expectNothing()
            try await probe.send("32 06 00 01 \(topic) 00 07 'x'")
            try await probe.expect("40 02 00 07")
            try await probe.send("34 06 00 01 \(topic) 00 08 'x'")
            try await probe.expect("50 02 00 08")
            try await probe.expectNothing()
            try await probe.send("62 02 00 08")
            try await probe.expect("70 02 00 08")
        }
        for _ in 0..<3 { try await watcher.expect("30 04 00 01 't' 'x'") }
        try await watcher.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.5-1] of overlapping subscriptions the highest QoS counts`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", .v311)
        try await probe.subscribe("t/#", qos: .atMostOnce)
        try await probe.subscribe("t/1", qos: .exactlyOnce)
        try await probe.subscribe("+/1", qos: .atLeastOnce)
        let publisher = try await broker.join("p", .v311)
        try await publisher.deliver("t/1", "x", .exactlyOnce)
        try await probe.expect("34 08 00 03 't/1' 00 01 'x'")
        try await probe.expectNothing()  // one copy
        try await publisher.deliver("t/1", "x", .atLeastOnce)
        try await probe.expect("32 08 00 03 't/1' 00 02 'x'")
        try await publisher.deliver("u/1", "x", .exactlyOnce)
        try await probe.expect("32 08 00 03 'u/1' 00 03 'x'")
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.5-2] a PUBLISH that is too long is acknowledged and goes nowhere`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) { $0.limits.payloadBytesMax = 1 }
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("#")
        let probe = try await broker.join("a", .v311)
        try await probe.send("31 05 00 01 't' 'xx'")
        try await probe.expectNothing()
        try await probe.send("33 07 00 01 't' 00 01 'xx'")
        try await probe.expect("40 02 00 01")
        try await probe.send("35 07 00 01 't' 00 02 'xx'")
        try await probe.expect("50 02 00 02")
        try await probe.send("62 02 00 02")
        try await probe.expect("70 02 00 02")
        try await watcher.expectNothing()
        try await watcher.subscribe("t")
        try await watcher.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases, ["31 04 00 01 't' 'x'", "33 06 00 01 't' 00 01 'x'"])
    func `[MQTT-3.3.5-2] a retained PUBLISH where none is allowed ends the connection`(
        _ driver: ProbeDriver, _ packet: String
    ) async throws {
        let broker = try ProbedBroker(driver) { $0.isRetainAvailable = false }
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("#")
        let probe = try await broker.join("a", .v311)
        try await probe.send(packet)
        try await probe.expectClose()
        try await watcher.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases, ["60", "61", "63", "64", "66", "6A"])
    func `[MQTT-3.6.1-1] a PUBREL with other flags ends the connection`(
        _ driver: ProbeDriver, _ firstByte: String
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a", .v311)
        try await probe.send("34 06 00 01 't' 00 01 'x'")
        try await probe.expect("50 02 00 01")
        try await probe.send("\(firstByte) 02 00 01")
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.6.1-1] the broker's PUBREL has the flags 0010`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a", .v311)
        try await probe.subscribe("t")
        try await probe.send("34 06 00 01 't' 00 09 'x'")
        try await probe.expect("34 06 00 01 't' 00 01 'x' 50 02 00 09")
        try await probe.send("50 02 00 01")
        try await probe.expect("62 02 00 01")
    }
}
