import MQTTPackets
import MQTTProbe
import Testing

struct ProbeTests {
    @Test(arguments: ProbeDriver.allCases)
    func `the same dialogue runs over every driver`(_ driver: ProbeDriver) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.open(.v311)
        try await probe.send("10 0D 00 04 'MQTT' 04 02 00 3C 00 01 'a'")
        try await probe.expect("20 02 00 00")
        let other = try await broker.join("b", .v311)
        try await probe.send("82 06 00 01 00 01 't' 00")
        try await probe.expect("90 03 00 01 00")
        try await other.send("30 04 00 01 't' 78")
        try await probe.expect("30 04 00 01 't' 78")
        try await probe.expectNothing()
        try await probe.send("E0 00")
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `what was not expected fails, with both sides in the text`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        try await probe.send("C0 00")
        let failure = await #expect(throws: ProbeFailure.self) { try await probe.expect("D0 01") }
        #expect(failure?.description == "expected D0 01, got D0 00")
        await #expect(throws: ProbeFailure.self) { try await probe.expectClose() }
    }

    @Test func `an end that was not expected fails`() async throws {
        let probe = try await ProbedBroker(.tcp).open()
        try await probe.send("C0 00")
        await #expect(throws: ProbeFailure.self) { try await probe.next() }
    }

    @Test func `time passes by hand in a shard only`() async throws {
        #expect(throws: ProbeFailure.self) { try ProbedBroker(.tcp).advance(seconds: 1) }
        let broker = try ProbedBroker(.shard)
        let probe = try await broker.join("a", keepAlive: 2)
        try broker.advance(seconds: 3)
        try await probe.expectDisconnect(.keepAliveTimeout)
    }

    @Test func `bytes are written in hexadecimal digits and quoted text`() throws {
        #expect(try HexText.bytes("0a FF 'a b'01") == [0x0A, 0xFF, 0x61, 0x20, 0x62, 1])
        #expect(HexText.text([0x0A, 0xFF]) == "0A FF")
        #expect(throws: ProbeFailure.self) { try HexText.bytes("0") }
        #expect(throws: ProbeFailure.self) { try HexText.bytes("zz") }
    }
}
