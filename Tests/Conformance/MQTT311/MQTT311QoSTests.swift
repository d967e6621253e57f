import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 3.1.1, section 4.3: the delivery protocols of QoS 0, 1 and 2, as the broker obeys them.
struct MQTT311QoSTests {
    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.3.1-1] QoS 0 is sent once, with DUP 0`(_ driver: ProbeDriver) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        let first = try await broker.join("a", .v311, cleanStart: false)
        try await first.subscribe("t", qos: .atMostOnce)
        for qos in [QoS.atMostOnce, .atLeastOnce, .exactlyOnce] {
            try await publisher.deliver("t", "x", qos)
            try await first.expect("30 04 00 01 't' 'x'")
        }
        await first.drop()
        try await broker.ended("a")
        let second = try await broker.join("a", .v311, cleanStart: false)
        try await second.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.3.2-1] QoS 1 is unacknowledged until its PUBACK`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        let first = try await broker.join("a", .v311, cleanStart: false)
        try await first.subscribe("t")
        for payload in ["1", "2", "3"] { try await publisher.deliver("t", payload) }
        try await first.expect("32 06 00 01 't' 00 01 '1' 32 06 00 01 't' 00 02 '2'")
        try await first.expect("32 06 00 01 't' 00 03 '3'")
        try await first.send("40 02 00 02")
        try await first.expectNothing()
        try await first.send("50 02 00 01")  // QoS 2 has PUBREC, and it is a violation
        try await first.expectClose()
        try await broker.ended("a")
        let second = try await broker.join("a", .v311, cleanStart: false)
        try await second.expect("3A 06 00 01 't' 00 01 '1' 3A 06 00 01 't' 00 03 '3'")
        try await second.send("40 02 00 01 40 02 00 03")
        try await second.expectNothing()
        await second.drop()
        try await broker.ended("a", count: 2)
        let third = try await broker.join("a", .v311, cleanStart: false)
        try await third.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.3.2-2] after PUBACK the identifier is of a new message, whatever DUP says`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("t", qos: .atMostOnce)
        let probe = try await broker.join("a", .v311)
        for firstByte in ["32", "3A", "32", "3A"] {
            try await probe.send("\(firstByte) 06 00 01 't' 00 07 'x'")
            try await probe.expect("40 02 00 07")
            try await watcher.expect("30 04 00 01 't' 'x'")
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.3.3-1] QoS 2 is PUBLISH until PUBREC, then PUBREL until PUBCOMP`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        let first = try await broker.join("a", .v311, cleanStart: false)
        try await first.subscribe("t")
        try await publisher.deliver("t", "1", .exactlyOnce)
        try await publisher.deliver("t", "2", .exactlyOnce)
        try await first.expect("34 06 00 01 't' 00 01 '1' 34 06 00 01 't' 00 02 '2'")
        try await first.send("40 02 00 01")  // QoS 1 has PUBACK, and it is a violation
        try await first.expectClose()
        try await broker.ended("a")
        let second = try await broker.join("a", .v311, cleanStart: false)
        try await second.expect("3C 06 00 01 't' 00 01 '1' 3C 06 00 01 't' 00 02 '2'")
        try await second.send("50 02 00 01")
        try await second.expect("62 02 00 01")
        try await second.send("50 02 00 01")  // the client did not see PUBREL yet
        try await second.expect("62 02 00 01")
        await second.drop()
        try await broker.ended("a", count: 2)
        let third = try await broker.join("a", .v311, cleanStart: false)
        try await third.expect("62 02 00 01 3C 06 00 01 't' 00 02 '2'")
        try await third.send("70 02 00 01 50 02 00 02")
        try await third.expect("62 02 00 02")
        try await third.send("70 02 00 02")
        try await third.expectNothing()
        await third.drop()
        try await broker.ended("a", count: 3)
        let fourth = try await broker.join("a", .v311, cleanStart: false)
        try await fourth.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.3.3-2] until PUBREL each copy is answered by PUBREC and delivered once`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("t", qos: .atMostOnce)
        let first = try await broker.join("a", .v311, cleanStart: false)
        for firstByte in ["34", "3C", "34"] {
            try await first.send("\(firstByte) 06 00 01 't' 00 07 'x'")
            try await first.expect("50 02 00 07")
        }
        await first.drop()
        try await broker.ended("a")
        let second = try await broker.join("a", .v311, cleanStart: false)
        try await second.send("3C 06 00 01 't' 00 07 'x'")
        try await second.expect("50 02 00 07")
        try await watcher.expect("30 04 00 01 't' 'x'")
        try await watcher.expectNothing()
        try await second.send("62 02 00 07 62 02 00 07")  // PUBREL is always answered
        try await second.expect("70 02 00 07 70 02 00 07")
        try await second.send("3C 06 00 01 't' 00 07 'y'")
        try await second.expect("50 02 00 07")
        try await watcher.expect("30 04 00 01 't' 'y'")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.3.3-2] the identifiers of two clients are not the same`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("t", qos: .atMostOnce)
        let one = try await broker.join("a", .v311)
        let other = try await broker.join("b", .v311)
        for (probe, payload) in [(one, "'1'"), (other, "'2'")] {
            try await probe.send("34 06 00 01 't' 00 07 \(payload)")
            try await probe.expect("50 02 00 07")
            try await watcher.expect("30 04 00 01 't' \(payload)")
        }
        try await one.send("62 02 00 07")
        try await one.expect("70 02 00 07")
        try await other.send("34 06 00 01 't' 00 07 '2'")
        try await other.expect("50 02 00 07")
        try await watcher.expectNothing()  // b did not release it
    }
}
