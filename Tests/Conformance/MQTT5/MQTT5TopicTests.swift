import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 5, sections 4.7 and 4.13: topics and errors, as the broker obeys them.
struct MQTT5TopicTests {
    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.7.0-1] a wildcard in a topic name ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for topic in ["#", "+", "a/+", "+/a", "a/#"] {
            let probe = try await broker.join("a")
            try await probe.publish(topic)
            try await probe.expectEnd()
        }
    }

    @Test(arguments: ProbeDriver.allCases, ["a#", "#/a", "a/#/b", "##", "a/##", "/#/", "+#"])
    func `[MQTT-4.7.1-1] a # anywhere but alone on the last level ends the connection`(
        _ driver: ProbeDriver, _ filter: String
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a")
        await probe.send(
            .subscribe(Subscribe(packetID: try id(1), subscriptions: [Subscription(filter)])))
        try await probe.expectEnd()
        let other = try await broker.join("b")
        for legal in ["#", "/#", "a/#", "a/b/#", "+/#"] { try await other.subscribe(legal) }
    }

    @Test(arguments: ProbeDriver.allCases, ["a+", "+a", "a/+b", "a/b+/c", "++", "+/a+"])
    func `[MQTT-4.7.1-2] a + that does not fill its level ends the connection`(
        _ driver: ProbeDriver, _ filter: String
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a")
        await probe.send(
            .subscribe(Subscribe(packetID: try id(1), subscriptions: [Subscription(filter)])))
        try await probe.expectEnd()
        let other = try await broker.join("b")
        for legal in ["+", "/+", "+/+", "a/+/b", "+/a/+"] { try await other.subscribe(legal) }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.7.1-1] [MQTT-4.7.1-2] wildcards match as many levels as they say`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p")
        let cases: [(filter: String, matches: [String], others: [String])] = [
            ("sport/#", ["sport", "sport/a", "sport/a/b", "sport/"], ["sports", "Sport/a"]),
            ("sport/+", ["sport/a", "sport/"], ["sport", "sport/a/b"]),
            ("+/+", ["/finance", "a/b", "/"], ["finance", "a/b/c"]),
            ("/+", ["/finance", "/"], ["a/finance", "finance"]),
            ("#", ["a", "/", "a/b", "/a"], []),
            ("+", ["a"], ["/a", "a/"]),
        ]
        for (number, (filter, matches, others)) in cases.enumerated() {
            let probe = try await broker.join("a\(number)")
            try await probe.subscribe(filter, qos: .atMostOnce)
            for topic in matches {
                try await publisher.deliver(topic)
                #expect(try await probe.nextPublish().topic == topic)
            }
            for topic in others { try await publisher.deliver(topic) }
            try await probe.expectNothing()
            await probe.drop()
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.7.2-1] a filter that begins with a wildcard does not match $ topics`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p")
        try await publisher.deliver("$dollar/a", "kept", isRetained: true)
        let wild = try await broker.join("wild")
        try await wild.subscribe("#", "+/a", "+/#", qos: .atMostOnce)
        let named = try await broker.join("named")
        try await named.subscribe("$dollar/#", qos: .atMostOnce)
        #expect(try await named.nextPublish().topic == "$dollar/a")
        try await publisher.deliver("$dollar/a", "live")
        #expect(try await named.nextPublish().payload == Array("live".utf8))
        try await wild.expectNothing()
    }

    @Test(
        arguments: ProbeDriver.allCases,
        [
            "30 04 00 00 00 'x'", "82 06 00 01 00 00 00 00", "A2 05 00 01 00 00 00",
            "32 06 00 00 00 01 00 'x'",
        ])
    func `[MQTT-4.7.3-1] an empty topic name or filter ends the connection`(
        _ driver: ProbeDriver, _ packet: String
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        try await probe.send(packet)
        try await probe.expectEnd()
    }

    @Test(
        arguments: ProbeDriver.allCases,
        ["30 06 00 02 'a' 00 00 'x'", "82 08 00 01 00 00 02 00 'a' 00", "A2 06 00 01 00 00 01 00"])
    func `[MQTT-4.7.3-2] a NUL in a topic name or filter ends the connection`(
        _ driver: ProbeDriver, _ packet: String
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        try await probe.send(packet)
        try await probe.expectDisconnect(.malformedPacket)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.7.3-3] topic names and filters of 65,535 bytes are taken`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let topic = String(repeating: "t", count: 65_535)
        let probe = try await broker.join("a")
        try await probe.subscribe(topic, qos: .atMostOnce)
        try await probe.publish(topic)
        #expect(try await probe.nextPublish().topic == topic)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.7.3-4] topics are matched byte by byte, nothing is normalized`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let composed = "caf\u{E9}"
        let decomposed = "cafe\u{301}"
        let probe = try await broker.join("a")
        try await probe.subscribe(composed, "A//b", "x y", qos: .atMostOnce)
        let publisher = try await broker.join("p")
        for other in [decomposed, "a//b", "A/b", "A//b/", "x  y", "x%20y"] {
            try await publisher.deliver(other)
        }
        try await probe.expectNothing()
        for topic in [composed, "A//b", "x y"] {
            try await publisher.deliver(topic)
            #expect(Array(try await probe.nextPublish().topic.utf8) == Array(topic.utf8))
        }
    }

    @Test(
        arguments: ProbeDriver.allCases,
        [
            ("30 04 00 02 FF 00", ReasonCode.malformedPacket),
            ("00 00", .malformedPacket),
            ("30 FF FF FF FF 01", .malformedPacket),
            ("82 03 00 01 00", .protocolError),
            ("82 0B 00 01 04 0B 01 0B 02 00 01 't' 00", .protocolError),
            ("30 0A 00 01 't' 06 02 00 00 00 01 02", .malformedPacket),
            ("20 03 00 00 00", .protocolError),
            ("F0 00", .protocolError),
        ])
    func `[MQTT-4.13.1-1] a malformed packet or protocol error ends the connection with its reason`(
        _ driver: ProbeDriver, _ fault: (packet: String, reasonCode: ReasonCode)
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        try await probe.send(fault.packet)
        #expect(try await probe.expectEnd() == fault.reasonCode)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.13.2-1] the connection is closed also where no reason can be said`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let silent = try await broker.open()
        try await silent.send("E0 01 8E")  // before CONNECT there is nobody to tell
        try await silent.expectClose()
        let older = try await broker.join("a", .v311)  // a version without DISCONNECT from us
        try await older.send("C1 00")
        try await older.expectClose()
    }
}
