import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 3.1.1, section 3.3.1: DUP, QoS and RETAIN of PUBLISH, as the broker obeys them.
struct MQTT311PublishFlagTests {
    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.1-1] what the broker sends again has DUP`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        let first = try await broker.join("a", .v311, cleanStart: false)
        try await first.subscribe("t")
        try await publisher.deliver("t", "1", .atLeastOnce)
        try await publisher.deliver("t", "2", .exactlyOnce)
        try await first.expect("32 06 00 01 't' 00 01 '1' 34 06 00 01 't' 00 02 '2'")
        await first.drop()
        try await broker.ended("a")
        try await publisher.deliver("t", "3", .atLeastOnce)  // never sent before
        for count in 2...3 {
            let again = try await broker.join("a", .v311, cleanStart: false)
            try await again.expect("3A 06 00 01 't' 00 01 '1' 3C 06 00 01 't' 00 02 '2'")
            try await again.expect("\(count == 2 ? "32" : "3A") 06 00 01 't' 00 03 '3'")
            await again.drop()
            try await broker.ended("a", count: count)
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.1-2] DUP with QoS 0 ends the connection`(_ driver: ProbeDriver) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("#")
        let probe = try await broker.join("a", .v311)
        try await probe.send("38 04 00 01 't' 'x'")
        try await probe.expectClose()
        try await watcher.expectNothing()
    }

    @Test(
        arguments: ProbeDriver.allCases, ["3A 06 00 01 't' 00 05 'x'", "3C 06 00 01 't' 00 05 'x'"])
    func `[MQTT-3.3.1-2] [MQTT-3.3.1-3] DUP of what came in does not go out`(
        _ driver: ProbeDriver, _ packet: String
    ) async throws {
        let broker = try ProbedBroker(driver)
        let exact = try await broker.join("exact", .v311)
        try await exact.subscribe("t", qos: .exactlyOnce)
        let once = try await broker.join("once", .v311)
        try await once.subscribe("t", qos: .atMostOnce)
        let probe = try await broker.join("a", .v311)
        try await probe.send(packet)
        let flags = packet.hasPrefix("3A") ? "32" : "34"
        try await exact.expect("\(flags) 06 00 01 't' 00 01 'x'")
        try await once.expect("30 04 00 01 't' 'x'")
    }

    @Test(arguments: ProbeDriver.allCases, ["36", "37", "3E", "3F"])
    func `[MQTT-3.3.1-4] a PUBLISH with QoS 3 ends the connection`(
        _ driver: ProbeDriver, _ firstByte: String
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("#")
        let probe = try await broker.join("a", .v311)
        try await probe.send("\(firstByte) 06 00 01 't' 00 05 'x'")
        try await probe.expectClose()
        try await watcher.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.1-5] a retained message is stored with its QoS`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        for (qos, publish) in [
            (QoS.atMostOnce, "31 04 00 01 't' 'x'"), (.atLeastOnce, "33 06 00 01 't' 00 01 'x'"),
            (.exactlyOnce, "35 06 00 01 't' 00 01 'x'"),
        ] {
            try await publisher.deliver("t", "x", qos, isRetained: true)
            for clientID in ["a", "b"] {  // now and later
                let probe = try await broker.join(clientID, .v311)
                try await probe.subscribe("t", qos: .exactlyOnce)
                try await probe.expect(publish)
            }
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.1-6] a new subscription gets the last retained message of each topic`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        for (topic, payload) in [
            ("a/1", "old"), ("a/2", "two"), ("a/1", "new"), ("b/1", "other"), ("a", "one level"),
        ] {
            try await publisher.deliver(topic, payload, isRetained: true)
        }
        let probe = try await broker.join("a", .v311)
        try await probe.subscribe("a/+", qos: .atMostOnce)
        var payloads: [String: String] = [:]
        for _ in 0..<2 {
            let publish = try await probe.nextPublish()
            payloads[publish.topic] = String(decoding: publish.payload, as: UTF8.self)
        }
        #expect(payloads == ["a/1": "new", "a/2": "two"])
        try await probe.subscribe("nothing/here")
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.1-7] a retained message of QoS 0 replaces what was there`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        try await publisher.deliver("t", "old", .exactlyOnce, isRetained: true)
        try await publisher.deliver("t", "new", .atMostOnce, isRetained: true)
        let probe = try await broker.join("a", .v311)
        try await probe.subscribe("t")
        try await probe.expect("31 06 00 01 't' 'new'")
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.1-8] [MQTT-3.3.1-9] RETAIN says that the subscription came after the message`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        let early = try await broker.join("early", .v311)
        try await early.subscribe("t")
        let away = try await broker.join("away", .v311, cleanStart: false)
        try await away.subscribe("t")
        await away.drop()
        try await broker.ended("away")
        try await publisher.deliver("t", "x", .atMostOnce, isRetained: true)
        try await early.expect("30 04 00 01 't' 'x'")
        try await publisher.deliver("t", "y", .exactlyOnce, isRetained: true)
        try await early.expect("34 06 00 01 't' 00 01 'y'")
        let late = try await broker.join("late", .v311)
        try await late.subscribe("t")
        try await late.expect("35 06 00 01 't' 00 01 'y'")
        let back = try await broker.join("away", .v311, cleanStart: false)
        try await back.expect("34 06 00 01 't' 00 01 'y'")  // its subscription was there
        try await back.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.1-10] [MQTT-3.3.1-11] an empty retained message is delivered, then gone`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        try await publisher.deliver("t", "x", isRetained: true)
        let early = try await broker.join("early", .v311)
        try await early.subscribe("t", qos: .atMostOnce)
        try await early.expect("31 04 00 01 't' 'x'")
        try await publisher.send("33 05 00 01 't' 00 09")
        try await publisher.expect("40 02 00 09")
        try await early.expect("30 03 00 01 't'")
        let late = try await broker.join("late", .v311)
        try await late.subscribe("t")
        try await late.expectNothing()
        try await publisher.send("31 03 00 01 'u'")  // where nothing was retained
        try await publisher.expectNothing()
        try await late.subscribe("u")
        try await late.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.1-12] without RETAIN nothing retained changes`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        try await publisher.deliver("kept", "x", isRetained: true)
        for qos in [QoS.atMostOnce, .atLeastOnce, .exactlyOnce] {
            try await publisher.deliver("kept", "y", qos)
            try await publisher.deliver("kept", "", qos)
            try await publisher.deliver("none", "y", qos)
        }
        let probe = try await broker.join("a", .v311)
        try await probe.subscribe("none")
        try await probe.subscribe("kept")
        try await probe.expect("33 09 00 04 'kept' 00 01 'x'")
        try await probe.expectNothing()
    }
}
