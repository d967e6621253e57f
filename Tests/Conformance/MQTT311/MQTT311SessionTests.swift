import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 3.1.1, sections 4.1, 4.4 and 4.5: what a session keeps, as the broker obeys it.
struct MQTT311SessionTests {
    @Test(arguments: ProbeDriver.timed)
    func `[MQTT-4.1.0-1] a session keeps all of its state, however long its client is away`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("u", qos: .atMostOnce)
        let first = try await broker.join("a", .v311, cleanStart: false)
        try await first.subscribe("t")
        let publisher = try await broker.join("p", .v311)
        try await publisher.deliver("t", "1", .atLeastOnce)
        try await publisher.deliver("t", "2", .exactlyOnce)
        try await publisher.deliver("t", "3", .exactlyOnce)
        for _ in 0..<3 { _ = try await first.nextPublish() }
        try await first.send("50 02 00 03")
        try await first.expect("62 02 00 03")
        try await first.send("34 06 00 01 'u' 00 07 'x'")
        try await first.expect("50 02 00 07")
        try await watcher.expect("30 04 00 01 'u' 'x'")
        await first.drop()
        try await publisher.deliver("t", "4", .exactlyOnce)
        try broker.advance(seconds: 1_000_000_000)
        let second = try await broker.join("a", .v311, cleanStart: false)
        #expect(second.connAck?.isSessionPresent == true)
        try await second.expect("3A 06 00 01 't' 00 01 '1' 3C 06 00 01 't' 00 02 '2'")
        try await second.expect("62 02 00 03 34 06 00 01 't' 00 04 '4'")
        try await second.send("3C 06 00 01 'u' 00 07 'x'")
        try await second.expect("50 02 00 07")
        try await watcher.expectNothing()  // it was here already
        try await publisher.deliver("t", "5", .atMostOnce)
        try await second.expect("30 04 00 01 't' '5'")
    }

    @Test(arguments: ProbeDriver.timed)
    func `[MQTT-4.1.0-2] a session lasts at least as long as its connection`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        let probe = try await broker.join("a", .v311, cleanStart: true)
        try await probe.subscribe("t")
        try await publisher.deliver("t", "1", .exactlyOnce)
        try await probe.expect("34 06 00 01 't' 00 01 '1'")
        try broker.advance(seconds: 1_000_000_000)
        try await probe.send("50 02 00 01")
        try await probe.expect("62 02 00 01")
        try await publisher.deliver("t", "2", .exactlyOnce)
        try await probe.expect("34 06 00 01 't' 00 02 '2'")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.1.0-2] a session that is resumed lasts when the old connection ends`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        let old = try await broker.join("a", .v311, cleanStart: false)
        try await old.subscribe("t", qos: .atMostOnce)
        let new = try await broker.join("a", .v311, cleanStart: false)
        try await old.expectClose()
        await old.drop()
        try await publisher.deliver("t")
        try await new.expect("30 04 00 01 't' 'x'")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.4.0-1] a resumed session sends PUBLISH and PUBREL again until acknowledged`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        let first = try await broker.join("a", .v311, cleanStart: false)
        try await first.subscribe("t")
        for (payload, qos) in [
            ("1", QoS.exactlyOnce), ("2", .atLeastOnce), ("3", .exactlyOnce), ("4", .atLeastOnce),
            ("5", .atMostOnce),
        ] {
            try await publisher.deliver("t", payload, qos)
            #expect(try await first.nextPublish().payload == Array(payload.utf8))
        }
        try await first.send("40 02 00 02 50 02 00 01")
        try await first.expect("62 02 00 01")
        await first.drop()
        for count in 1...2 {
            try await broker.ended("a", count: count)
            let again = try await broker.join("a", .v311, cleanStart: false)
            try await again.expect("62 02 00 01 3C 06 00 01 't' 00 03 '3'")
            try await again.expect("3A 06 00 01 't' 00 04 '4'")
            try await again.expectNothing()
            await again.drop()
        }
        try await broker.ended("a", count: 3)
        let last = try await broker.join("a", .v311, cleanStart: false)
        try await last.send("70 02 00 01 50 02 00 03 40 02 00 04")
        try await last.expect("62 02 00 01 3C 06 00 01 't' 00 03 '3' 3A 06 00 01 't' 00 04 '4'")
        try await last.expect("62 02 00 03")
        try await last.send("70 02 00 03")
        try await last.expectNothing()
        await last.drop()
        try await broker.ended("a", count: 4)
        let done = try await broker.join("a", .v311, cleanStart: false)
        try await done.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases, [QoS.atLeastOnce, .exactlyOnce])
    func `[MQTT-4.5.0-1] a message reaches the session of every matching subscriber`(
        _ driver: ProbeDriver, _ qos: QoS
    ) async throws {
        let broker = try ProbedBroker(driver)
        var connected: [Probe] = []
        for (number, filter) in ["t/1", "t/+", "#", "t/#", "+/1", "t/1"].enumerated() {
            let probe = try await broker.join("here\(number)", .v311)
            try await probe.subscribe(filter)
            connected.append(probe)
            let away = try await broker.join("away\(number)", .v311, cleanStart: false)
            try await away.subscribe(filter)
            await away.drop()
            try await broker.ended("away\(number)")
        }
        let stranger = try await broker.join("stranger", .v311)
        try await stranger.subscribe("t", "t/2", "+", "t/1/x")
        let publisher = try await broker.join("p", .v311)
        try await publisher.deliver("t/1", "x", qos)
        let publish = "\(qos == .atLeastOnce ? "32" : "34") 08 00 03 't/1' 00 01 'x'"
        for (number, probe) in connected.enumerated() {
            try await probe.expect(publish)
            let back = try await broker.join("away\(number)", .v311, cleanStart: false)
            try await back.expect(publish)
        }
        try await stranger.expectNothing()
    }
}
