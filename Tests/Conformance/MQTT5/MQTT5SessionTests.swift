import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 5, sections 4.1, 4.2, 4.4 and 4.5: sessions and what they keep.
struct MQTT5SessionTests {
    @Test(arguments: ProbeDriver.timed)
    func `[MQTT-4.1.0-1] a session does not expire while its connection is open`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", properties: [.sessionExpiryInterval(5)])
        try await probe.subscribe("t")
        let short = try await broker.join("b")  // it ends with its connection, not before
        try await short.subscribe("t")
        let publisher = try await broker.join("p")
        try broker.advance(seconds: 1_000)
        try await publisher.deliver("t")
        #expect(try await probe.nextPublish().topic == "t")
        #expect(try await short.nextPublish().topic == "t")
    }

    @Test(arguments: ProbeDriver.timed)
    func `[MQTT-4.1.0-2] a session ends when its expiry interval has passed`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", properties: [.sessionExpiryInterval(5)])
        try await probe.subscribe("t")
        await probe.drop()
        try broker.advance(seconds: 5)
        let publisher = try await broker.join("p")
        try await publisher.send("32 07 00 01 't' 00 01 00 'x'")
        try await publisher.expect("40 03 00 01 10")  // its subscription is gone too
        let back = try await broker.join("a", cleanStart: false)
        #expect(back.connAck?.isSessionPresent == false)
    }

    @Test(arguments: ProbeDriver.timed)
    func `[MQTT-4.1.0-2] DISCONNECT may change the expiry interval`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", properties: [.sessionExpiryInterval(5)])
        try await probe.send("E0 07 00 05 11 00 00 00 64")  // 100 seconds
        try await probe.expectClose()
        try broker.advance(seconds: 99)
        let back = try await broker.join("a", cleanStart: false)
        #expect(back.connAck?.isSessionPresent == true)
        try await back.send("E0 07 00 05 11 00 00 00 64")  // it was 0: not from 0 to more
        try await back.expectDisconnect(.protocolError)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.2.0-1] the bytes arrive in order, whole or in any pieces`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a")
        try await probe.subscribe("t", qos: .atMostOnce)
        let packet = try HexText.bytes("30 0C 00 01 't' 00 'abcdefgh'")
        for byte in packet { await probe.send(bytes: [byte]) }
        try await probe.expect("30 0C 00 01 't' 00 'abcdefgh'")
        await probe.send(bytes: packet + packet + packet.prefix(3))
        await probe.send(bytes: Array(packet.dropFirst(3)))
        for _ in 0..<3 { try await probe.expect("30 0C 00 01 't' 00 'abcdefgh'") }
        let long = String(repeating: "0123456789", count: 50_000)
        try await probe.publish("t", long)
        #expect(try await probe.nextPublish().payload == Array(long.utf8))
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.4.0-1] a resumed session sends again what was not acknowledged, and only then`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let first = try await broker.join("a", properties: [.sessionExpiryInterval(100)])
        try await first.subscribe("t")
        let publisher = try await broker.join("p")
        for (number, qos) in [QoS.atLeastOnce, .exactlyOnce, .exactlyOnce, .atLeastOnce]
            .enumerated()
        {
            try await publisher.deliver("t", "\(number + 1)", qos)
            #expect(try await first.nextPublish().packetID?.rawValue == UInt16(number + 1))
        }
        await first.send(.pubrec(try ack(2)))
        try await first.expectAcknowledgement(.pubrel, 2)
        await first.send(.puback(try ack(4)))
        try await first.expectNothing()  // nothing is sent again on a connection that lives
        await first.drop()
        let second = try await broker.join(
            "a", cleanStart: false, properties: [.sessionExpiryInterval(100)])
        let one = try await second.nextPublish()
        #expect(one.packetID?.rawValue == 1 && one.isDuplicate && one.payload == Array("1".utf8))
        try await second.expectAcknowledgement(.pubrel, 2)
        let three = try await second.nextPublish()
        #expect(three.packetID?.rawValue == 3 && three.isDuplicate && three.qos == .exactlyOnce)
        try await second.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.4.0-2] a message refused with an error is not sent again`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let first = try await broker.join("a", properties: [.sessionExpiryInterval(100)])
        try await first.subscribe("t")
        let publisher = try await broker.join("p")
        try await publisher.deliver("t", "1", .atLeastOnce)
        try await publisher.deliver("t", "2", .exactlyOnce)
        for _ in 0..<2 { _ = try await first.nextPublish() }
        await first.send(
            .puback(try ack(1, .unspecifiedError)), .pubrec(try ack(2, .quotaExceeded)))
        try await first.expectNothing()  // no PUBREL either
        await first.drop()
        let second = try await broker.join("a", cleanStart: false)
        #expect(second.connAck?.isSessionPresent == true)
        try await second.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.5.0-1] every session with a matching subscription gets the message`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let online = try await broker.join("online")
        try await online.subscribe("t/#")
        let away = try await broker.join("away", properties: [.sessionExpiryInterval(100)])
        try await away.subscribe("t/+")
        await away.drop()
        try await broker.ended("away")
        let publisher = try await broker.join("p")
        for (number, qos) in [QoS.atLeastOnce, .exactlyOnce].enumerated() {
            try await publisher.deliver("t/\(number)", "x", qos)
            #expect(try await online.nextPublish().topic == "t/\(number)")
        }
        let back = try await broker.join("away", cleanStart: false)
        for number in 0..<2 { #expect(try await back.nextPublish().topic == "t/\(number)") }
    }
}
