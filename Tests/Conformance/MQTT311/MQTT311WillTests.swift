import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 3.1.1, sections 3.1.2.5 to 3.1.2.7: the will, as the broker obeys it.
struct MQTT311WillTests {
    private static let will = Will(topic: "will", payload: Array("bye".utf8))

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-8] the will is published when the connection is lost, not before`(
        _ driver: ProbeDriver
    ) async throws {
        let (broker, watcher) = try await watchedBroker(driver)
        let probe = try await broker.join("a", .v311, will: Self.will)
        try await probe.expectNothing()
        try await watcher.expectNothing()
        await probe.drop()
        try await watcher.expect("30 09 00 04 'will' 'bye'")
        try await broker.ended("a")
        try await watcher.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases, ["36 06 00 01 't' 00 01 'x'", "D0 00", "C0 01 00"])
    func `[MQTT-3.1.2-8] the will is published when the broker ends the connection`(
        _ driver: ProbeDriver, _ violation: String
    ) async throws {
        let (broker, watcher) = try await watchedBroker(driver)
        let probe = try await broker.join("a", .v311, will: Self.will)
        try await probe.send(violation)
        try await probe.expectClose()
        try await watcher.expect("30 09 00 04 'will' 'bye'")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-8] the will is published when another connection takes the place`(
        _ driver: ProbeDriver
    ) async throws {
        let (broker, watcher) = try await watchedBroker(driver)
        let first = try await broker.join("a", .v311, will: Self.will)
        let second = try await broker.join("a", .v311)
        try await first.expectClose()
        try await watcher.expect("30 09 00 04 'will' 'bye'")
        try await second.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-8] the will of a refused CONNECT is none`(
        _ driver: ProbeDriver
    ) async throws {
        let (broker, watcher) = try await watchedBroker(driver)
        let probe = try await broker.open(.v311)
        await probe.send(
            .connect(Connect(version: .v311, clientID: "", cleanStart: false, will: Self.will)))
        try await probe.expectRefusal(.clientIdentifierNotValid)
        try await watcher.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases, ["00 01 'a'", "00 01 'a' 00 01 't'", "00 01 'a' 00 00"])
    func `[MQTT-3.1.2-9] a will without topic and message ends the connection`(
        _ driver: ProbeDriver, _ payload: String
    ) async throws {
        let probe = try await ProbedBroker(driver).open(.v311)
        try await probe.sendConnect("06", payload)
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-9] QoS and RETAIN of the will are those of the flags`(
        _ driver: ProbeDriver
    ) async throws {
        let (broker, watcher) = try await watchedBroker(driver)
        let probe = try await broker.open(.v311)
        try await probe.sendConnect("2E", "00 01 'a' 00 04 'will' 00 03 'bye'")
        try await probe.expect("20 02 00 00")
        await probe.drop()
        try await watcher.expect("32 0B 00 04 'will' 00 01 'bye'")
        let later = try await broker.join("later", .v311)
        try await later.subscribe("will")
        try await later.expect("33 0B 00 04 'will' 00 01 'bye'")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-9] a will message may be empty`(_ driver: ProbeDriver) async throws {
        let (broker, watcher) = try await watchedBroker(driver)
        let probe = try await broker.open(.v311)
        try await probe.sendConnect("06", "00 01 'a' 00 04 'will' 00 00")
        try await probe.expect("20 02 00 00")
        await probe.drop()
        try await watcher.expect("30 06 00 04 'will'")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-10] the will is gone once it was published or the client said goodbye`(
        _ driver: ProbeDriver
    ) async throws {
        let (broker, watcher) = try await watchedBroker(driver)
        let first = try await broker.join("a", .v311, cleanStart: false, will: Self.will)
        await first.drop()
        try await watcher.expect("30 09 00 04 'will' 'bye'")
        let second = try await broker.join("a", .v311, cleanStart: false)
        #expect(second.connAck?.isSessionPresent == true)
        await second.drop()
        try await broker.ended("a", count: 2)
        let third = try await broker.join("b", .v311, cleanStart: false, will: Self.will)
        try await third.send("E0 00")
        try await third.expectClose()
        let fourth = try await broker.join("b", .v311, cleanStart: false)
        await fourth.drop()
        try await broker.ended("b", count: 2)
        try await watcher.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases, ["0A", "12", "1A", "22", "2A"])
    func `[MQTT-3.1.2-11] [MQTT-3.1.2-13] [MQTT-3.1.2-15] without will its flags are zero`(
        _ driver: ProbeDriver, _ flags: String
    ) async throws {
        let probe = try await ProbedBroker(driver).open(.v311)
        try await probe.sendConnect(flags, "00 01 'a'")
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-11] will fields that no flag announces end the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).open(.v311)
        try await probe.sendConnect("02", "00 01 'a' 00 01 't' 00 01 'x'")
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-12] without will none is published`(_ driver: ProbeDriver) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("#")
        await (try await broker.join("a", .v311)).drop()
        try await broker.ended("a")
        let probe = try await broker.join("b", .v311)
        try await probe.send("D0 00")
        try await probe.expectClose()
        try await watcher.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-14] a will has QoS 0, 1 or 2, not 3`(_ driver: ProbeDriver) async throws {
        let (broker, watcher) = try await watchedBroker(driver)
        for (flags, publish) in [
            ("06", "30 09 00 04 'will' 'bye'"), ("0E", "32 0B 00 04 'will' 00 01 'bye'"),
            ("16", "34 0B 00 04 'will' 00 02 'bye'"),
        ] {
            let probe = try await broker.open(.v311)
            try await probe.sendConnect(flags, "00 01 'a' 00 04 'will' 00 03 'bye'")
            try await probe.expect("20 02 00 00")
            await probe.drop()
            try await watcher.expect(publish)
        }
        let probe = try await broker.open(.v311)
        try await probe.sendConnect("1E", "00 01 'a' 00 04 'will' 00 03 'bye'")
        try await probe.expectClose()
        try await watcher.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-16] a will without its retain flag is not retained`(
        _ driver: ProbeDriver
    ) async throws {
        let (broker, watcher) = try await watchedBroker(driver)
        await (try await broker.join("a", .v311, will: Self.will)).drop()
        try await watcher.expect("30 09 00 04 'will' 'bye'")
        let later = try await broker.join("later", .v311)
        try await later.subscribe("will")
        try await later.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-17] a will with its retain flag is retained`(
        _ driver: ProbeDriver
    ) async throws {
        let (broker, watcher) = try await watchedBroker(driver)
        var will = Self.will
        will.isRetained = true
        await (try await broker.join("a", .v311, will: will)).drop()
        try await watcher.expect("30 09 00 04 'will' 'bye'")  // it was subscribed already
        let later = try await broker.join("later", .v311)
        try await later.subscribe("will")
        try await later.expect("31 09 00 04 'will' 'bye'")
    }

    /// A broker, and a client of it that sees every will.
    private func watchedBroker(_ driver: ProbeDriver) async throws -> (ProbedBroker, Probe) {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("will")
        return (broker, watcher)
    }
}
