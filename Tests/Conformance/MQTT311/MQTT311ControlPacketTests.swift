import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 3.1.1, chapter 2: what all control packets share, as the broker obeys it.
struct MQTT311ControlPacketTests {
    @Test(
        arguments: ProbeDriver.allCases,
        [
            "41 02 00 01", "51 02 00 01", "60 02 00 01", "63 02 00 01", "71 02 00 01",
            "80 06 00 01 00 01 't' 00", "A0 05 00 01 00 01 't'", "C1 00", "E1 00",
        ])
    func `[MQTT-2.2.2-1] [MQTT-2.2.2-2] a reserved flag of another value ends the connection`(
        _ driver: ProbeDriver, _ packet: String
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a", .v311)
        try await probe.send(packet)
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.allCases, ["11", "12", "14", "18"])
    func `[MQTT-2.2.2-2] a CONNECT with reserved flags ends the connection`(
        _ driver: ProbeDriver, _ firstByte: String
    ) async throws {
        let probe = try await ProbedBroker(driver).open(.v311)
        try await probe.send("\(firstByte) 0D 00 04 'MQTT' 04 02 00 00 00 01 'a'")
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-2.2.2-1] the broker's own packets have the flags of the table`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).open(.v311)
        for (packet, answer) in [
            ("10 0D 00 04 'MQTT' 04 02 00 00 00 01 'a'", "20 02 00 00"),
            ("82 06 00 01 00 01 't' 02", "90 03 00 01 02"),
            ("32 05 00 01 'u' 00 02", "40 02 00 02"),
            ("34 05 00 01 'u' 00 03", "50 02 00 03"),
            ("62 02 00 03", "70 02 00 03"),
            ("34 05 00 01 't' 00 04", "34 05 00 01 't' 00 01 50 02 00 04"),
            ("50 02 00 01", "62 02 00 01"),
            ("A2 05 00 05 00 01 't'", "B0 02 00 05"),
            ("C0 00", "D0 00"),
        ] {
            try await probe.send(packet)
            try await probe.expect(answer)
        }
    }

    @Test(
        arguments: ProbeDriver.allCases,
        [
            "32 06 00 01 't' 00 00 'x'", "34 06 00 01 't' 00 00 'x'", "32 03 00 01 't'",
            "34 04 00 01 't' 00", "82 06 00 00 00 01 't' 00", "82 00", "A2 05 00 00 00 01 't'",
            "A2 01 00", "40 02 00 00", "62 00",
        ])
    func `[MQTT-2.3.1-1] a packet identifier that is zero or missing ends the connection`(
        _ driver: ProbeDriver, _ packet: String
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("#")
        let probe = try await broker.join("a", .v311)
        try await probe.send(packet)
        try await probe.expectClose()
        try await watcher.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-2.3.1-1] [MQTT-2.3.1-4] no two open messages to a client share an identifier`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", .v311)
        try await probe.subscribe("t")
        let publisher = try await broker.join("p", .v311)
        var open: Set<UInt16> = []
        for number in 0..<30 {
            let qos = number.isMultiple(of: 2) ? QoS.atLeastOnce : .exactlyOnce
            try await publisher.deliver("t", "x", qos)
            let packetID = try #require(try await probe.nextPublish().packetID?.rawValue)
            #expect(open.insert(packetID).inserted)
            if number % 3 == 1, qos == .atLeastOnce {
                await probe.send(.puback(try ack(packetID)))
                open.remove(packetID)
            }
            if number % 3 == 1, qos == .exactlyOnce {  // PUBREC frees nothing
                await probe.send(.pubrec(try ack(packetID)))
                try await probe.expectAcknowledgement(.pubrel, packetID)
            }
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-2.3.1-4] a PUBLISH that the broker sends again keeps its identifier`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", .v311, cleanStart: false)
        try await probe.subscribe("t")
        let publisher = try await broker.join("p", .v311)
        for (payload, qos) in [("1", QoS.atLeastOnce), ("2", .exactlyOnce), ("3", .atLeastOnce)] {
            try await publisher.deliver("t", payload, qos)
        }
        try await probe.expect("32 06 00 01 't' 00 01 '1' 34 06 00 01 't' 00 02 '2'")
        try await probe.expect("32 06 00 01 't' 00 03 '3'")
        try await probe.send("40 02 00 01")
        try await probe.expectNothing()
        await probe.drop()
        try await broker.ended("a")
        let back = try await broker.join("a", .v311, cleanStart: false)
        try await back.expect("3C 06 00 01 't' 00 02 '2' 3A 06 00 01 't' 00 03 '3'")
        try await back.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-2.3.1-5] a PUBLISH of QoS 0 bears no packet identifier`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a", .v311)
        try await probe.subscribe("t", qos: .atMostOnce)
        try await probe.send("32 06 00 01 't' 00 09 'x'")
        try await probe.expect("30 04 00 01 't' 'x' 40 02 00 09")
        try await probe.send("30 06 00 01 't' 00 09 'x'")  // these two bytes are payload
        try await probe.expect("30 06 00 01 't' 00 09 'x'")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-2.3.1-6] an acknowledgement bears the identifier of its PUBLISH`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let subscriber = try await broker.join("s", .v311)
        try await subscriber.subscribe("t")
        let probe = try await broker.join("a", .v311)
        try await probe.send("32 06 00 01 't' AB CD 'x'")
        try await probe.expect("40 02 AB CD")
        try await probe.send("34 06 00 01 't' FF FE 'x'")
        try await probe.expect("50 02 FF FE")
        try await probe.send("62 02 FF FE")
        try await probe.expect("70 02 FF FE")
        try await subscriber.expect("32 06 00 01 't' 00 01 'x' 34 06 00 01 't' 00 02 'x'")
        try await subscriber.send("50 02 00 02")
        try await subscriber.expect("62 02 00 02")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-2.3.1-7] SUBACK and UNSUBACK bear the identifier of what they answer`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a", .v311)
        try await probe.send("82 06 AB CD 00 01 't' 01")
        try await probe.expect("90 03 AB CD 01")
        try await probe.send("A2 05 FE DC 00 01 't'")
        try await probe.expect("B0 02 FE DC")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `a length in more bytes than it needs is understood, and not sent on`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", .v311)
        try await probe.subscribe("t", qos: .atMostOnce)
        let newer = try await broker.join("b", .v5)
        try await newer.subscribe("t", qos: .atMostOnce)
        try await probe.send("30 84 80 00 00 01 't' 'x'")
        try await probe.expect("30 04 00 01 't' 'x'")
        try await newer.expect("30 05 00 01 't' 00 'x'")
    }
}
