import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 5, chapter 1: data representation, as the broker obeys it.
struct MQTT5DataTests {
    /// A surrogate, a byte that is never UTF-8, an overlong form, a cut sequence.
    static let illFormed = ["ED A0 80", "FF 41 41", "C0 80 41", "41 41 E2"]

    @Test(arguments: ProbeDriver.allCases, illFormed)
    func `[MQTT-1.5.4-1] a string that is no UTF-8 ends the connection`(
        _ driver: ProbeDriver, _ text: String
    ) async throws {
        let broker = try ProbedBroker(driver)
        for packet in [
            "30 06 00 03 \(text) 00",  // topic name
            "30 0A 00 01 't' 06 03 00 03 \(text)",  // content type
            "82 09 00 01 00 00 03 \(text) 00",  // topic filter
            "A2 08 00 01 00 00 03 \(text)",  // filter to unsubscribe
            "E0 08 04 06 1F 00 03 \(text)",  // reason string
        ] {
            let probe = try await broker.join("a")
            try await probe.send(packet)
            try await probe.expectDisconnect(.malformedPacket)
        }
        for packet in [
            "10 10 00 04 'MQTT' 05 02 00 00 00 00 03 \(text)",  // client identifier
            "10 16 00 04 'MQTT' 05 06 00 00 00 00 01 'a' 00 00 03 \(text) 00 00",  // will topic
            "10 13 00 04 'MQTT' 05 82 00 00 00 00 01 'a' 00 03 \(text)",  // user name
        ] {
            let probe = try await broker.open()
            try await probe.send(packet)
            try await probe.expectEnd()
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-1.5.4-2] a string with a NUL ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for packet in [
            "30 06 00 03 't' 00 't' 00", "82 09 00 01 00 00 03 't' 00 't' 00",
            "E0 08 04 06 1F 00 03 't' 00 't'",
        ] {
            let probe = try await broker.join("a")
            try await probe.send(packet)
            try await probe.expectDisconnect(.malformedPacket)
        }
        let probe = try await broker.open()
        try await probe.send("10 10 00 04 'MQTT' 05 02 00 00 00 00 03 'a' 00 'b'")
        try await probe.expectEnd()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-1.5.4-3] U+FEFF is a character like any other`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let bare = try await broker.join("bare")
        try await bare.subscribe("t")
        let marked = try await broker.join("marked")
        try await marked.send("82 0A 00 01 00 00 04 EF BB BF 't' 00")
        try await marked.expect("90 04 00 01 00 00")
        let publisher = try await broker.join("p")
        try await publisher.send("30 08 00 04 EF BB BF 't' 00 'x'")
        try await marked.expect("30 08 00 04 EF BB BF 't' 00 'x'")
        try await bare.expectNothing()
        let other = try await broker.open()  // a session of its own, not that of "bare"
        try await other.send("10 14 00 04 'MQTT' 05 00 00 00 00 00 07 EF BB BF 'bare'")
        guard case .connack(let connAck) = try await other.next() else {
            throw ProbeFailure("no CONNACK")
        }
        #expect(connAck.reasonCode == .success)
        try await bare.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-1.5.5-1] a length in more bytes than it needs ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for packet in [
            "C0 80 00",  // remaining length
            "30 86 00 00 01 't' 00 'x' 'y'",
            "30 05 00 01 't' 80 00",  // property length
            "82 0A 00 01 03 0B 81 00 00 01 't' 00",  // subscription identifier
        ] {
            let probe = try await broker.join("a")
            try await probe.send(packet)
            try await probe.expectDisconnect(.malformedPacket)
        }
        let probe = try await broker.open()
        try await probe.send("10 8E 00 00 04 'MQTT' 05 02 00 00 00 00 01 'a'")
        try await probe.expectEnd()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-1.5.5-1] every length that the broker writes is in as few bytes as it can be`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a")
        try await probe.subscribe("t", qos: .atMostOnce)
        for (size, length) in [
            (123, "7F"), (124, "80 01"), (16_379, "FF 7F"), (16_380, "80 80 01"),
        ] {
            let payload = String(repeating: "x", count: size)
            try await probe.publish("t", payload)
            try await probe.expect("30 \(length) 00 01 't' 00 '\(payload)'")
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-1.5.7-1] both strings of a user property must be UTF-8`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for property in ["26 00 01 FF 00 01 'v'", "26 00 01 'k' 00 01 FF", "26 00 01 'k' 00 01 00"]
        {
            let probe = try await broker.join("a")
            try await probe.send("30 0B 00 01 't' 07 \(property)")
            try await probe.expectDisconnect(.malformedPacket)
        }
    }
}
