import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 3.1.1, sections 3.10 to 3.14: UNSUBSCRIBE, PINGREQ, DISCONNECT, as the broker obeys them.
struct MQTT311UnsubscribeTests {
    @Test(arguments: ProbeDriver.allCases, ["A0", "A1", "A3", "A4", "A6", "AA"])
    func `[MQTT-3.10.1-1] an UNSUBSCRIBE with other flags ends the connection`(
        _ driver: ProbeDriver, _ firstByte: String
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a", .v311)
        try await probe.send("\(firstByte) 05 00 01 00 01 't'")
        try await probe.expectClose()
    }

    @Test(
        arguments: ProbeDriver.allCases,
        ["00 01 FF", "00 03 ED A0 80", "00 02 'a' 00", "00 05 'a'", "00 01 'a' 00", "00 01 'a' FF"])
    func `[MQTT-3.10.3-1] filters are UTF-8, one after the other`(
        _ driver: ProbeDriver, _ filters: String
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a", .v311)
        try await probe.send("A2", body: "00 01 \(filters)")
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.10.3-2] an UNSUBSCRIBE without filter ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a", .v311)
        try await probe.send("A2 02 00 01")
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.10.4-1] filters are compared character by character`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        let probe = try await broker.join("a", .v311)
        try await probe.subscribe("a/+", qos: .atMostOnce)
        // What matches the topic, or the filter, or nearly equals it, is not the filter.
        try await probe.unsubscribe("a/b", "#", "a/#", "+/+", "A/+", "a/+/", "/a/+")
        try await publisher.deliver("a/b")
        try await probe.expect("30 06 00 03 'a/b' 'x'")
        try await probe.subscribe("a/b", qos: .atMostOnce)
        try await probe.unsubscribe("a/+")
        try await publisher.deliver("a/c")
        try await publisher.deliver("a/b")
        try await probe.expect("30 06 00 03 'a/b' 'x'")
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.10.4-2] [MQTT-3.10.4-3] what has begun is completed, nothing new is added`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", .v311, cleanStart: false)
        try await probe.subscribe("t")
        let publisher = try await broker.join("p", .v311)
        try await publisher.deliver("t", "1", .exactlyOnce)
        try await publisher.deliver("t", "2", .atLeastOnce)
        try await probe.expect("34 06 00 01 't' 00 01 '1' 32 06 00 01 't' 00 02 '2'")
        try await probe.unsubscribe("t")
        for qos in [QoS.atMostOnce, .atLeastOnce, .exactlyOnce] {
            try await publisher.deliver("t", "new", qos)
        }
        try await probe.expectNothing()
        try await probe.send("50 02 00 01")
        try await probe.expect("62 02 00 01")
        await probe.drop()
        try await broker.ended("a")
        try await publisher.deliver("t", "new")
        let back = try await broker.join("a", .v311, cleanStart: false)
        try await back.expect("62 02 00 01 3A 06 00 01 't' 00 02 '2'")
        try await back.send("70 02 00 01 40 02 00 02")
        try await back.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.10.4-4] [MQTT-3.10.4-5] every UNSUBSCRIBE is answered under its identifier`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a", .v311)
        try await probe.subscribe("t")
        for packetID in ["00 01", "FF FF", "12 34"] {  // the first deletes, the others do not
            try await probe.send("A2 05 \(packetID) 00 01 't'")
            try await probe.expect("B0 02 \(packetID)")
        }
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.10.4-6] many filters are answered once`(_ driver: ProbeDriver) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", .v311)
        try await probe.subscribe("a", "b", "c", qos: .atMostOnce)
        try await probe.send("A2 0E 00 09 00 01 'a' 00 01 'x' 00 01 'c' 00 01 'a'")
        try await probe.expect("B0 02 00 09")
        let publisher = try await broker.join("p", .v311)
        for topic in ["a", "b", "c"] { try await publisher.deliver(topic) }
        try await probe.expect("30 04 00 01 'b' 'x'")
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.12.4-1] every PINGREQ is answered`(_ driver: ProbeDriver) async throws {
        let probe = try await ProbedBroker(driver).join("a", .v311)
        try await probe.send("C0 00 C0 00 C0 00")
        try await probe.expect("D0 00 D0 00 D0 00")
        try await probe.send("C0 00 E0 00")
        try await probe.expect("D0 00")
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.allCases, ["E1 00", "E2 00", "E4 00", "E8 00", "EF 00"])
    func `[MQTT-3.14.1-1] a DISCONNECT with reserved bits is none`(
        _ driver: ProbeDriver, _ packet: String
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("will")
        let probe = try await broker.join("a", .v311, will: Will(topic: "will", payload: [1]))
        try await probe.send(packet)
        try await probe.expectClose()
        try await watcher.expect("30 07 00 04 'will' 01")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.14.4-1] [MQTT-3.14.4-2] what follows DISCONNECT is not acted on`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("#")
        let probe = try await broker.join("a", .v311)
        try await probe.send("E0 00 30 04 00 01 't' 'x' C0 00")
        try await probe.expectClose()
        try await watcher.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases, [true, false])
    func `[MQTT-3.14.4-3] DISCONNECT discards the will`(
        _ driver: ProbeDriver, _ isClean: Bool
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("will")
        let will = Will(topic: "will", payload: [1], qos: .atLeastOnce, isRetained: true)
        let probe = try await broker.join("a", .v311, cleanStart: isClean, will: will)
        try await probe.send("E0 00")
        try await probe.expectClose()
        try await watcher.expectNothing()
        try await watcher.subscribe("will")
        try await watcher.expectNothing()
    }
}
