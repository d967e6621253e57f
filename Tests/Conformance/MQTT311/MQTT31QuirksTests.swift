import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 3.1 (protocol name MQIsdp, level 3), where it differs from 3.1.1.
///
/// It has no numbered statements; what it leaves open is as mosquitto has it.
struct MQTT31QuirksTests {
    @Test(arguments: ProbeDriver.allCases)
    func `a client identifier may have more than 23 characters`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for count in [23, 24, 200, 65_000] {
            let probe = try await broker.open(.v31)
            let clientID = String(repeating: "a", count: count)
            await probe.send(.connect(Connect(version: .v31, clientID: clientID)))
            try await probe.expect("20 02 00 00")
        }
    }

    @Test(arguments: ProbeDriver.allCases, ["00", "02"])
    func `an empty client identifier is refused, CleanSession or not`(
        _ driver: ProbeDriver, _ flags: String
    ) async throws {
        let probe = try await ProbedBroker(driver).open(.v31)
        try await probe.sendOldConnect(flags, "00 00")
        try await probe.expect("20 02 00 02")
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.allCases, ["03", "01"])
    func `the connect flag that 3.1 does not use may be set`(
        _ driver: ProbeDriver, _ flags: String
    ) async throws {
        let probe = try await ProbedBroker(driver).open(.v31)
        try await probe.sendOldConnect(flags, "00 01 'a'")
        try await probe.expect("20 02 00 00")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `CONNACK does not tell of a session`(_ driver: ProbeDriver) async throws {
        let broker = try ProbedBroker(driver)
        let first = try await broker.open(.v31)
        try await first.sendOldConnect("00", "00 01 'a'")
        try await first.expect("20 02 00 00")
        try await first.send("82 06 00 01 00 01 't' 01")
        try await first.expect("90 03 00 01 01")
        await first.drop()
        try await broker.ended("a")
        let publisher = try await broker.join("p", .v31)
        try await publisher.deliver("t")
        let second = try await broker.open(.v31)
        try await second.sendOldConnect("00", "00 01 'a'")
        try await second.expect("20 02 00 00 32 06 00 01 't' 00 01 'x'")  // it is there
    }

    @Test(arguments: ProbeDriver.allCases)
    func `the remaining length takes precedence over the flags of user name and password`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for (flags, payload) in [
            ("82", "00 01 'a'"), ("C2", "00 01 'b'"), ("C2", "00 01 'c' 00 01 'u'"),
            ("C2", "00 01 'd' 00 01 'u' 00 01 'p'"),
        ] {
            let probe = try await broker.open(.v31)
            try await probe.sendOldConnect(flags, payload)
            try await probe.expect("20 02 00 00")
        }
        for (flags, payload) in [
            ("02", "00 01 'a' 00 01 'u'"), ("82", "00 01 'a' 00 01 'u' 00 01 'p'"),
            ("42", "00 01 'a' 00 01 'p'"),
        ] {
            let probe = try await broker.open(.v31)
            try await probe.sendOldConnect(flags, payload)
            try await probe.expectClose()
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `a client that gave no user name has none where one is needed`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) { $0.listeners[0].isAnonymousAllowed = false }
        let probe = try await broker.open(.v31)
        try await probe.sendOldConnect("82", "00 01 'a'")
        try await probe.expect("20 02 00 05")
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `PUBREL, SUBSCRIBE and UNSUBSCRIBE that are sent again have DUP`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a", .v31)
        for (packet, answer) in [
            ("8A 06 00 01 00 01 't' 02", "90 03 00 01 02"),
            ("34 06 00 01 'u' 00 02 'x'", "50 02 00 02"), ("6A 02 00 02", "70 02 00 02"),
            ("AA 05 00 03 00 01 't'", "B0 02 00 03"),
        ] {
            try await probe.send(packet)
            try await probe.expect(answer)
        }
    }

    @Test(
        arguments: ProbeDriver.allCases,
        [
            "80 06 00 01 00 01 't' 00", "88 06 00 01 00 01 't' 00", "8B 06 00 01 00 01 't' 00",
            "A8 05 00 01 00 01 't'", "68 02 00 01", "36 06 00 01 't' 00 01 'x'", "C8 00", "E1 00",
        ])
    func `flags that 3.1 has no use for end the connection`(
        _ driver: ProbeDriver, _ packet: String
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a", .v31)
        try await probe.send(packet)
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `the high bit of the level says that a bridge connects`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for protocolAndLevel in ["00 06 'MQIsdp' 83", "00 04 'MQTT' 84"] {
            let probe = try await broker.open(.v31)
            try await probe.send("10", body: "\(protocolAndLevel) 02 00 00 00 01 'a'")
            try await probe.expect("20 02 00 00")
            try await probe.expectNothing()
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `the dialogues of all QoS are those of 3.1.1, and the versions understand each other`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        var probes: [Probe] = []
        for (clientID, version) in [("a", ProtocolVersion.v31), ("b", .v311), ("c", .v5)] {
            let probe = try await broker.join(clientID, version)
            try await probe.subscribe("t")
            probes.append(probe)
        }
        let publisher = try await broker.join("p", .v31)
        for (number, qos) in [QoS.atMostOnce, .atLeastOnce, .exactlyOnce].enumerated() {
            try await publisher.deliver("t", "\(number)", qos)
            for probe in probes {
                let publish = try await probe.nextPublish()
                #expect(publish.payload == Array("\(number)".utf8) && publish.qos == qos)
            }
        }
        try await probes[0].send("40 02 00 01 50 02 00 02")
        try await probes[0].expect("62 02 00 02")
        try await probes[0].send("70 02 00 02")
        try await probes[0].expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `a will is published as in 3.1.1`(_ driver: ProbeDriver) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v31)
        try await watcher.subscribe("will")
        let will = Will(topic: "will", payload: [1], qos: .atLeastOnce, isRetained: true)
        await (try await broker.join("a", .v31, will: will)).drop()
        try await watcher.expect("32 09 00 04 'will' 00 01 01")
        let polite = try await broker.join("b", .v31, will: will)
        try await polite.send("E0 00")
        try await polite.expectClose()
        try await watcher.expectNothing()
    }
}
