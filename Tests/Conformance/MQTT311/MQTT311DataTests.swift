import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 3.1.1, section 1.5: data representation, as the broker obeys it.
struct MQTT311DataTests {
    /// A surrogate, a byte that is never UTF-8, an overlong form, a cut sequence.
    static let illFormed = ["ED A0 80", "FF 41 41", "C0 80 41", "41 41 E2"]

    @Test(arguments: ProbeDriver.allCases, illFormed)
    func `[MQTT-1.5.3-1] a string that is no UTF-8 ends the connection`(
        _ driver: ProbeDriver, _ text: String
    ) async throws {
        try await expectEnd(driver, ofString: text)
    }

    @Test(arguments: ProbeDriver.allCases, ["00 41 41", "41 00 41", "41 41 00"])
    func `[MQTT-1.5.3-2] a string with U+0000 ends the connection`(
        _ driver: ProbeDriver, _ text: String
    ) async throws {
        try await expectEnd(driver, ofString: text)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-1.5.3-3] U+FEFF is a character like any other`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let bare = try await broker.join("bare", .v311)
        try await bare.subscribe("t")
        let marked = try await broker.join("marked", .v311)
        try await marked.send("82 09 00 01 00 04 EF BB BF 't' 00")
        try await marked.expect("90 03 00 01 00")
        let publisher = try await broker.join("p", .v311)
        try await publisher.send("30 07 00 04 EF BB BF 't' 'x'")
        try await marked.expect("30 07 00 04 EF BB BF 't' 'x'")
        try await publisher.send("30 07 00 04 't' EF BB BF 'x'")
        try await publisher.expectNothing()
        try await marked.expectNothing()
        try await bare.expectNothing()
        let other = try await broker.open(.v311)  // a session of its own, not that of "bare"
        try await other.sendConnect("02", "00 07 EF BB BF 'bare'")
        try await other.expect("20 02 00 00")
        try await bare.expectNothing()
    }

    /// Three bytes in the place of each string that a client sends.
    private func expectEnd(_ driver: ProbeDriver, ofString text: String) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("#")
        for (firstByte, body) in [
            ("30", "00 03 \(text) 'x'"), ("82", "00 01 00 03 \(text) 00"),
            ("82", "00 01 00 01 't' 00 00 03 \(text) 00"), ("A2", "00 01 00 03 \(text)"),
        ] {
            let probe = try await broker.join("a", .v311)
            try await probe.send(firstByte, body: body)
            try await probe.expectClose()
        }
        for (flags, payload) in [
            ("02", "00 03 \(text)"),  // client identifier
            ("06", "00 01 'a' 00 03 \(text) 00 00"),  // will topic
            ("82", "00 01 'a' 00 03 \(text)"),  // user name
        ] {
            let probe = try await broker.open(.v311)
            try await probe.sendConnect(flags, payload)
            try await probe.expectClose()
        }
        try await watcher.expectNothing()
    }
}
