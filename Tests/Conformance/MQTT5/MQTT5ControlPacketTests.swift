import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 5, chapter 2: what all control packets share, as the broker obeys it.
struct MQTT5ControlPacketTests {
    @Test(
        arguments: ProbeDriver.allCases,
        [
            "41 02 00 01", "51 02 00 01", "60 02 00 01", "63 02 00 01", "71 02 00 01",
            "80 07 00 01 00 00 01 't' 00", "A0 06 00 01 00 00 01 't'", "C1 00", "E1 00", "F1 00",
        ])
    func `[MQTT-2.1.3-1] a reserved flag of another value ends the connection`(
        _ driver: ProbeDriver, _ packet: String
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        try await probe.send(packet)
        try await probe.expectDisconnect(.malformedPacket)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-2.1.3-1] a CONNECT with reserved flags ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).open()
        try await probe.send("11 0E 00 04 'MQTT' 05 02 00 00 00 00 01 'a'")
        try await probe.expectEnd()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-2.2.1-2] a PUBLISH of QoS 0 bears no packet identifier`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a")
        try await probe.subscribe("t", qos: .atMostOnce)
        try await probe.send("32 07 00 01 't' 00 09 00 'x'")
        try await probe.expect("30 05 00 01 't' 00 'x'")  // of QoS 1 once, of QoS 0 now
    }

    @Test(
        arguments: ProbeDriver.allCases,
        [
            "32 07 00 01 't' 00 00 00 'x'", "34 07 00 01 't' 00 00 00 'x'",
            "82 07 00 00 00 00 01 't' 00", "A2 06 00 00 00 00 01 't'", "40 02 00 00",
        ])
    func `[MQTT-2.2.1-3] the packet identifier zero ends the connection`(
        _ driver: ProbeDriver, _ packet: String
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        try await probe.send(packet)
        try await probe.expectEnd()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-2.2.1-4] the broker gives each PUBLISH an identifier that is free and not zero`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a")
        try await probe.subscribe("t")
        let publisher = try await broker.join("p")
        for (number, qos) in [QoS.atLeastOnce, .exactlyOnce, .atLeastOnce].enumerated() {
            try await publisher.deliver("t", "x", qos, packetID: UInt16(number + 100))
            #expect(try await probe.nextPublish().packetID?.rawValue == UInt16(number + 1))
        }
        await probe.send(.puback(try ack(3)))
        try await publisher.deliver("t")
        let given = try #require(try await probe.nextPublish().packetID?.rawValue)
        #expect(![0, 1, 2].contains(given))
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-2.2.1-5] an acknowledgement bears the identifier of its PUBLISH`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let subscriber = try await broker.join("s")
        try await subscriber.subscribe("t")
        let probe = try await broker.join("a")
        try await probe.send("32 07 00 01 't' AB CD 00 'x'")
        try await probe.expect("40 02 AB CD")
        try await probe.send("34 07 00 01 't' FF FE 00 'x'")
        try await probe.expect("50 02 FF FE")
        try await probe.send("62 02 FF FE")
        try await probe.expect("70 02 FF FE")
        _ = try await subscriber.nextPublish()
        let packetID = try #require(try await subscriber.nextPublish().packetID)
        await subscriber.send(.pubrec(Acknowledgement(packetID: packetID)))
        try await subscriber.expect(.pubrel(Acknowledgement(packetID: packetID)))
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-2.2.1-6] SUBACK and UNSUBACK bear the identifier of what they answer`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        try await probe.send("82 07 AB CD 00 00 01 't' 01")
        try await probe.expect("90 04 AB CD 00 01")
        try await probe.send("A2 06 FE DC 00 00 01 't'")
        try await probe.expect("B0 04 FE DC 00 00")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-2.2.2-1] no properties are a property length of zero`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a")
        try await probe.send("82 07 00 01 00 00 01 't' 00")
        try await probe.expect("90 04 00 01 00 00")
        try await probe.send("30 05 00 01 't' 00 'x'")
        try await probe.expect("30 05 00 01 't' 00 'x'")
        try await probe.send("30 03 00 01 't'")  // its property length is missing
        try await probe.expectDisconnect(.malformedPacket)
        let older = try await broker.join("b", .v311)
        try await older.subscribe("t")
        let publisher = try await broker.join("c", .v311)
        let newer = try await broker.join("d")
        try await newer.subscribe("t")
        try await publisher.send("30 04 00 01 't' 'x'")
        try await newer.expect("30 05 00 01 't' 00 'x'")
        try await older.expect("30 04 00 01 't' 'x'")
    }
}
