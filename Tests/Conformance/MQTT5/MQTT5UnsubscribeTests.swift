import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 5, sections 3.10 to 3.14: UNSUBSCRIBE, PINGREQ, DISCONNECT and their answers.
struct MQTT5UnsubscribeTests {
    @Test(arguments: ProbeDriver.allCases, ["A0", "A1", "A3", "A4", "AA"])
    func `[MQTT-3.10.1-1] an UNSUBSCRIBE with other flags ends the connection`(
        _ driver: ProbeDriver, _ firstByte: String
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        try await probe.send("\(firstByte) 06 00 01 00 00 01 't'")
        try await probe.expectDisconnect(.malformedPacket)
    }

    @Test(arguments: ProbeDriver.allCases, ["00 01 FF", "00 03 ED A0 80", "00 00", "00 02 'a' 00"])
    func `[MQTT-3.10.3-1] a filter that is no UTF-8 ends the connection`(
        _ driver: ProbeDriver, _ filter: String
    ) async throws {
        let bytes = try HexText.bytes(filter)
        let probe = try await ProbedBroker(driver).join("a")
        await probe.send(bytes: [0xA2, UInt8(3 + bytes.count), 0, 1, 0] + bytes)
        try await probe.expectDisconnect(.malformedPacket)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.10.3-2] an UNSUBSCRIBE without filter ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        try await probe.send("A2 03 00 01 00")
        try await probe.expectDisconnect(.protocolError)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.10.4-1] filters are compared character by character`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a")
        try await probe.subscribe("a/+", "a/b", "#", qos: .atMostOnce)
        let codes = try await probe.unsubscribe("a/#", "a/B", "+/+", "a/b")
        #expect(
            codes == [
                .noSubscriptionExisted, .noSubscriptionExisted, .noSubscriptionExisted, .success,
            ])
        try await probe.unsubscribe("#")
        let publisher = try await broker.join("p")
        try await publisher.deliver("a/b")
        #expect(try await probe.nextPublish().topic == "a/b")  // "a/+" is there still
        try await probe.unsubscribe("a/+")
        try await publisher.deliver("a/b")
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.10.4-2] [MQTT-3.10.4-3] what has begun is completed, nothing new is added`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", properties: [.sessionExpiryInterval(100)])
        try await probe.subscribe("t")
        let publisher = try await broker.join("p")
        try await publisher.deliver("t", "begun", .exactlyOnce)
        let begun = try #require(try await probe.nextPublish().packetID)
        try await probe.unsubscribe("t")
        try await publisher.deliver("t", "new", .exactlyOnce)
        try await probe.expectNothing()
        await probe.send(.pubrec(Acknowledgement(packetID: begun)))
        try await probe.expectAcknowledgement(.pubrel, begun.rawValue)
        await probe.drop()
        let back = try await broker.join("a", cleanStart: false)
        try await back.expectAcknowledgement(.pubrel, begun.rawValue)
        await back.send(.pubcomp(Acknowledgement(packetID: begun)))
        try await back.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.10.4-4] [MQTT-3.10.4-5] every UNSUBSCRIBE is answered under its identifier`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        for packetID in ["00 01", "FF FF", "12 34"] {
            try await probe.send("A2 06 \(packetID) 00 00 01 't'")
            try await probe.expect("B0 04 \(packetID) 00 11")
        }
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.10.4-6] [MQTT-3.11.3-1] [MQTT-3.11.3-2] a code for each filter, in order`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a")
        try await probe.subscribe("a", "c")
        try await probe.send("A2 0F 00 09 00 00 01 'a' 00 01 'b' 00 01 'c' 00 01 'a'")
        try await probe.expect("B0 07 00 09 00 00 11 00 11")
        let publisher = try await broker.join("p")
        try await publisher.deliver("a")
        try await publisher.deliver("c")
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.11.2-1] [MQTT-3.11.2-2] UNSUBACK bears no explanation and so is never too long`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).join(
            "a", properties: [.requestProblemInformation(true), .maximumPacketSize(25)])
        await probe.send(.unsubscribe(Unsubscribe(packetID: try id(1), filters: ["none"])))
        let packet = try await probe.next()
        guard case .unsuback(let unsubAck) = packet else { throw ProbeFailure("\(packet)") }
        var bytes: [UInt8] = []
        packet.encode(into: &bytes, version: .v5)
        #expect(bytes.count <= 25)
        #expect(unsubAck.reasonCodes == [.noSubscriptionExisted])
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.12.4-1] every PINGREQ is answered`(_ driver: ProbeDriver) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a")
        try await probe.send("C0 00 C0 00 C0 00")
        try await probe.expect("D0 00 D0 00 D0 00")
        try await probe.expectNothing()
        try await probe.send("C0 01 00")
        try await probe.expectEnd()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.14.0-1] no DISCONNECT comes before a CONNACK of success`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) { $0.listeners[0].isAnonymousAllowed = false }
        for packet in ["C0 00", "E0 00", "30 05 00 01 't' 00 'x'", "F0 00", "10 01 00"] {
            let probe = try await broker.open()
            try await probe.send(packet)
            try await probe.expectClose()
        }
        let probe = try await broker.open()
        await probe.send(.connect(Connect(version: .v5, clientID: "a")))
        try await probe.expectRefusal(.notAuthorized)
    }

    @Test(arguments: ProbeDriver.allCases, ["E1 00", "E2 00", "E8 02 00 00"])
    func `[MQTT-3.14.1-1] a DISCONNECT with reserved bits is malformed`(
        _ driver: ProbeDriver, _ packet: String
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher")
        try await watcher.subscribe("will")
        let probe = try await broker.join("a", will: Will(topic: "will", payload: [1]))
        try await probe.send(packet)
        try await probe.expectDisconnect(.malformedPacket)
        #expect(try await watcher.nextPublish().topic == "will")  // it was no DISCONNECT
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.14.2-1] a DISCONNECT bears a reason code of its own, either way`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for code in ["01", "10", "A3", "FF"] {
            let probe = try await broker.join("a")
            try await probe.send("E0 01 \(code)")
            try await probe.expectDisconnect(.protocolError)
        }
        for code in ["00", "04", "80", "81", "82", "83", "90", "93", "95", "96", "97", "98", "99"] {
            let probe = try await broker.join("a")
            try await probe.send("E0 01 \(code)")
            try await probe.expectClose()
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.14.2-2] [MQTT-3.14.2-3] [MQTT-3.14.2-4] the broker's DISCONNECT is short`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for size: UInt32 in [25, 40, 200] {
            let probe = try await broker.join(
                "a",
                properties: [
                    .requestProblemInformation(true), .maximumPacketSize(size),
                    .sessionExpiryInterval(7),
                ])
            try await probe.send("30 04 00 02 FF 00")
            let packet = try await probe.next()
            guard case .disconnect(let disconnect) = packet else { throw ProbeFailure("\(packet)") }
            var bytes: [UInt8] = []
            packet.encode(into: &bytes, version: .v5)
            #expect(bytes.count <= Int(size))
            #expect(disconnect.properties.sessionExpiryInterval == nil)
            #expect(disconnect.reasonCode == .malformedPacket)
            try await probe.expectClose()
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.14.4-1] [MQTT-3.14.4-2] after its DISCONNECT the broker sends nothing and closes`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a")
        try await probe.subscribe("t")
        try await probe.send("F1 00 C0 00 30 05 00 01 't' 00 'x'")
        try await probe.expectDisconnect(.malformedPacket)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.14.4-3] a normal DISCONNECT discards the will, 0x04 does not`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher")
        try await watcher.subscribe("will")
        let will = Will(topic: "will", payload: [1])
        for packet in ["E0 00", "E0 01 00", "E0 02 00 00"] {
            let probe = try await broker.join("a", will: will)
            try await probe.send(packet)
            try await probe.expectClose()
            try await watcher.expectNothing()
        }
        let probe = try await broker.join("a", will: will)
        try await probe.send("E0 01 04")
        try await probe.expectClose()
        #expect(try await watcher.nextPublish().topic == "will")
    }

    @Test(arguments: ProbeDriver.allCases, ["F1 00", "F2 00", "F8 02 18 00"])
    func `[MQTT-3.15.1-1] an AUTH with reserved bits is malformed`(
        _ driver: ProbeDriver, _ packet: String
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        try await probe.send(packet)
        try await probe.expectDisconnect(.malformedPacket)
    }
}
