import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 3.1.1, section 4.8 and chapter 7: errors, and what conformance itself asks of the broker.
struct MQTT311ErrorTests {
    @Test(
        arguments: ProbeDriver.allCases,
        [
            "00 00", "F0 00",  // reserved packet types
            "20 02 00 00", "90 03 00 01 00", "B0 02 00 01", "D0 00",  // a server's packets
            "30 FF FF FF FF 01", "C0 01 00", "40 03 00 01 00", "40 01 00", "62 03 00 01 00",
            "10 0D 00 04 'MQTT' 04 02 00 00 00 01 'a'", "82 02 00 01", "A2 02 00 01",
        ])
    func `[MQTT-4.8.0-1] a protocol violation ends its own connection and no other`(
        _ driver: ProbeDriver, _ violation: String
    ) async throws {
        let broker = try ProbedBroker(driver)
        let other = try await broker.join("b", .v311)
        try await other.subscribe("t", qos: .atMostOnce)
        let probe = try await broker.join("a", .v311)
        try await probe.send("\(violation) 30 04 00 01 't' 'x'")
        try await probe.expectClose()
        try await other.expectNothing()  // what came after it was not acted on
        try await other.deliver("u")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.8.0-1] a packet longer than the operator allows ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) { $0.limits.packetBytesMax = 100 }
        let probe = try await broker.join("a", .v311)
        try await probe.deliver("t", String(repeating: "x", count: 93))  // 2 + 3 + 2 and these
        try await probe.send("30 63")  // its length alone says so
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.timed)
    func `[MQTT-4.8.0-2] a PUBLISH that cannot be taken over for long ends its connection`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) { $0.limits.queuedMessagesMax = 1 }
        let away = try await broker.join("away", .v311, cleanStart: false)
        try await away.subscribe("t")
        await away.drop()
        let other = try await broker.join("b", .v311)
        let probe = try await broker.join("a", .v311)
        try await probe.deliver("t", "1", packetID: 1)
        try await probe.publish("t", "2", .atLeastOnce, packetID: 2)  // there is no room for it
        try broker.advance(seconds: 31)
        try await probe.expectClose()  // and it was never acknowledged
        try await other.expectNothing()
        let back = try await broker.join("away", .v311, cleanStart: false)
        try await back.expect("32 06 00 01 't' 00 01 '1'")
        try await back.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-7.0.0-2] a client that knows the standard alone is served in full`(
        _ driver: ProbeDriver
    ) async throws {
        // The smallest packets that the standard has: no names, no wildcards, no keep alive.
        let broker = try ProbedBroker(driver)
        let probe = try await broker.open(.v311)
        for (packet, answer) in [
            ("10 0C 00 04 'MQTT' 04 02 00 00 00 00", "20 02 00 00"),
            ("82 06 00 01 00 01 't' 02", "90 03 00 01 02"),
            ("30 03 00 01 't'", "30 03 00 01 't'"),
            ("32 05 00 01 't' 00 02", "32 05 00 01 't' 00 01 40 02 00 02"),
            ("40 02 00 01 C0 00", "D0 00"),
            ("34 05 00 01 't' 00 03", "34 05 00 01 't' 00 02 50 02 00 03"),
            ("62 02 00 03", "70 02 00 03"),
            ("50 02 00 02", "62 02 00 02"),
            ("70 02 00 02 A2 05 00 04 00 01 't'", "B0 02 00 04"),
        ] {
            try await probe.send(packet)
            try await probe.expect(answer)
        }
        try await probe.send("E0 00")
        try await probe.expectClose()
    }

    @Test(arguments: [ProbeDriver.tcp, .tls])
    func `[MQTT-7.1.1-1] TCP and TLS carry an ordered, lossless stream both ways`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.open(.v311)
        for byte in try HexText.bytes("10 0D 00 04 'MQTT' 04 02 00 00 00 01 'a' C0 00") {
            await probe.send(bytes: [byte])
        }
        try await probe.expect("20 02 00 00 D0 00")
        try await probe.subscribe("t", qos: .atMostOnce)
        let payloads = (0..<40).map { number in
            (0..<9_973).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number) }
        }
        var stream: [UInt8] = []
        for payload in payloads {
            Packet.publish(Publish(topic: "t", payload: payload))
                .encode(into: &stream, version: .v311)
        }
        var position = 0
        for size in [1, 2, 100, 4_096, 65_537, 30_000, 150_001] {
            await probe.send(bytes: Array(stream[position..<position + size]))
            position += size
        }
        await probe.send(bytes: Array(stream[position...]))
        for payload in payloads {
            #expect(try await probe.nextPublish().payload == payload)
        }
        try await probe.expectNothing()
    }
}
