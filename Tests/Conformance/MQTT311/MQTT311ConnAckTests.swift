import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 3.1.1, section 3.2: CONNACK, as the broker obeys it.
struct MQTT311ConnAckTests {
    /// A CONNECT of client "a" with CleanSession 0.
    private static let resume = "10 0D 00 04 'MQTT' 04 00 00 00 00 01 'a'"

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.2.0-1] CONNACK is the first packet, whatever waits`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try await brokerWithSession(driver)
        let publisher = try await broker.join("p", .v311)
        try await publisher.deliver("t")
        let probe = try await broker.open(.v311)
        try await probe.send("\(Self.resume) C0 00")
        try await probe.expect("20 02 01 00 32 06 00 01 't' 00 01 'x' D0 00")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.2.2-1] a clean session is never present`(_ driver: ProbeDriver) async throws {
        let broker = try await brokerWithSession(driver)
        let probe = try await broker.open(.v311)
        try await probe.sendConnect("02", "00 01 'a'")
        try await probe.expect("20 02 00 00")
        let other = try await broker.open(.v311)
        try await other.sendConnect("02", "00 01 'b'")
        try await other.expect("20 02 00 00")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.2.2-2] a stored session is present`(_ driver: ProbeDriver) async throws {
        let broker = try await brokerWithSession(driver)
        let probe = try await broker.open(.v311)
        try await probe.send(Self.resume)
        try await probe.expect("20 02 01 00")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.2.2-3] without a stored session none is present`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).open(.v311)
        try await probe.send(Self.resume)
        try await probe.expect("20 02 00 00")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.2.2-4] [MQTT-3.2.2-5] a refusal says that no session is present, and closes`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try await brokerWithSession(driver)
        let other = try await broker.open(.v311)  // the session is not this user's
        try await other.sendConnect("80", "00 01 'a' 00 01 'u'")
        try await other.expect("20 02 00 02")
        try await other.expectClose()
        let older = try await broker.open(.v311)
        try await older.send("10 0F 00 06 'MQIsdp' 04 00 00 00 00 01 'a'")
        try await older.expect("20 02 00 01")
        try await older.expectClose()
        let probe = try await broker.open(.v311)
        try await probe.send(Self.resume)
        try await probe.expect("20 02 01 00")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.2.2-5] a client that may not connect is told 0x05 and closed`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) { $0.listeners[0].isAnonymousAllowed = false }
        let probe = try await broker.open(.v311)
        try await probe.send(Self.resume)
        try await probe.expect("20 02 00 05")
        try await probe.expectClose()
    }

    @Test(
        arguments: ProbeDriver.allCases,
        [
            // A broken name, will QoS 3, a payload that is cut: nothing that the table names.
            "10 0D 00 04 'MQXX' 04 00 00 00 00 01 'a'",
            "10 13 00 04 'MQTT' 04 1C 00 00 00 01 'a' 00 01 't' 00 01 'x'",
            "10 0C 00 04 'MQTT' 04 00 00 00 00 01",
        ])
    func `[MQTT-3.2.2-6] a fault that no return code names is closed without CONNACK`(
        _ driver: ProbeDriver, _ packet: String
    ) async throws {
        let probe = try await ProbedBroker(driver).open(.v311)
        try await probe.send(packet)
        try await probe.expectClose()
    }

    /// A broker that stores a session of client "a" with a subscription to "t".
    private func brokerWithSession(_ driver: ProbeDriver) async throws -> ProbedBroker {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", .v311, cleanStart: false)
        try await probe.subscribe("t")
        await probe.drop()
        try await broker.ended("a")
        return broker
    }
}
