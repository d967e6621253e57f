import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 3.1.1, sections 3.1.0 to 3.1.2: CONNECT and its session, as the broker obeys it.
struct MQTT311ConnectTests {
    @Test(
        arguments: ProbeDriver.allCases,
        [
            "20 02 00 00", "30 04 00 01 't' 'x'", "40 02 00 01", "50 02 00 01", "62 02 00 01",
            "70 02 00 01", "82 06 00 01 00 01 't' 00", "90 03 00 01 00", "A2 05 00 01 00 01 't'",
            "B0 02 00 01", "C0 00", "D0 00", "E0 00",
        ])
    func `[MQTT-3.1.0-1] whatever comes before CONNECT ends the connection`(
        _ driver: ProbeDriver, _ packet: String
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("#")
        let probe = try await broker.open(.v311)
        try await probe.send(packet)
        try await probe.expectClose()
        try await watcher.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases, ["'a'", "'b'"])
    func `[MQTT-3.1.0-2] a second CONNECT ends the connection`(
        _ driver: ProbeDriver, _ clientID: String
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("will")
        let probe = try await broker.join("a", .v311, will: Will(topic: "will", payload: [1]))
        try await probe.sendConnect("02", "00 01 \(clientID)")
        try await probe.expectClose()
        try await watcher.expect("30 07 00 04 'will' 01")  // it was no way to say goodbye
    }

    @Test(arguments: ProbeDriver.allCases, ["'mqtt'", "'MQTX'", "'MQT' 00", "FF FF FF FF"])
    func `[MQTT-3.1.2-1] another protocol name is not taken for MQTT`(
        _ driver: ProbeDriver, _ name: String
    ) async throws {
        let probe = try await ProbedBroker(driver).open(.v311)
        try await probe.send("10 0D 00 04 \(name) 04 02 00 00 00 01 'a'")
        try await probe.expectClose()
    }

    @Test(
        arguments: ProbeDriver.allCases,
        [
            "00 04 'MQTT' 03", "00 04 'MQTT' 83", "00 06 'MQIsdp' 04", "00 06 'MQIsdp' 05",
            "00 04 'MQTT' 00", "00 04 'MQTT' 01", "00 04 'MQTT' 02",
        ])
    func `[MQTT-3.1.2-2] a level that is not supported is answered with 0x01`(
        _ driver: ProbeDriver, _ protocolAndLevel: String
    ) async throws {
        let probe = try await ProbedBroker(driver).open(.v311)
        try await probe.send("10", body: "\(protocolAndLevel) 02 00 00 00 01 'a'")
        try await probe.expect("20 02 00 01")
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-3] the reserved connect flag must be zero`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).open(.v311)
        try await probe.sendConnect("03", "00 01 'a'")
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.allCases, [true, false])
    func `[MQTT-3.1.2-4] without CleanSession the session outlives its connection`(
        _ driver: ProbeDriver, _ saysGoodbye: Bool
    ) async throws {
        let broker = try ProbedBroker(driver)
        let first = try await broker.join("a", .v311, cleanStart: false)
        #expect(first.connAck?.isSessionPresent == false)
        try await first.subscribe("t")
        if saysGoodbye { try await first.send("E0 00") } else { await first.drop() }
        try await first.expectClose()
        try await broker.ended("a")
        let publisher = try await broker.join("p", .v311)
        try await publisher.deliver("t", "one")
        let second = try await broker.join("a", .v311, cleanStart: false)
        #expect(second.connAck?.isSessionPresent == true)
        try await second.expect("32 08 00 01 't' 00 01 'one'")
        try await second.send("40 02 00 01")
        try await publisher.deliver("t", "two")
        try await second.expect("32 08 00 01 't' 00 02 'two'")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-5] QoS 1 and 2 messages wait for a client that is away`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let first = try await broker.join("a", .v311, cleanStart: false)
        try await first.subscribe("two/#", qos: .exactlyOnce)
        try await first.subscribe("one", qos: .atLeastOnce)
        try await first.subscribe("gone")
        try await first.unsubscribe("gone")
        await first.drop()
        try await broker.ended("a")
        let publisher = try await broker.join("p", .v311)
        try await publisher.deliver("two/2", "1", .exactlyOnce)
        try await publisher.deliver("one", "2", .exactlyOnce)
        try await publisher.deliver("two/1", "3", .atLeastOnce)
        try await publisher.deliver("gone", "4", .exactlyOnce)
        try await publisher.deliver("other", "5", .exactlyOnce)
        let second = try await broker.join("a", .v311, cleanStart: false)
        try await second.expect("34 0A 00 05 'two/2' 00 01 '1'")
        try await second.expect("32 08 00 03 'one' 00 02 '2'")
        try await second.expect("32 0A 00 05 'two/1' 00 03 '3'")
        try await second.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-6] CleanSession throws away what was stored`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let first = try await broker.join("a", .v311, cleanStart: false)
        try await first.subscribe("t")
        try await first.send("34 06 00 01 'u' 00 07 'x'")
        try await first.expect("50 02 00 07")
        await first.drop()
        try await broker.ended("a")
        let publisher = try await broker.join("p", .v311)
        try await publisher.subscribe("u", qos: .atMostOnce)
        try await publisher.deliver("t", "queued")
        let second = try await broker.join("a", .v311, cleanStart: true)
        #expect(second.connAck?.isSessionPresent == false)
        try await publisher.deliver("t", "new")
        try await second.expectNothing()  // neither queue nor subscription
        try await second.send("34 06 00 01 'u' 00 07 'y'")  // nor the identifier of QoS 2
        try await second.expect("50 02 00 07")
        try await publisher.expect("30 04 00 01 'u' 'y'")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-6] with CleanSession the session ends with its connection`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        let first = try await broker.join("a", .v311, cleanStart: true)
        try await first.subscribe("t")
        try await publisher.deliver("t", "open")
        try await first.expect("32 09 00 01 't' 00 01 'open'")  // and never acknowledged
        await first.drop()
        try await broker.ended("a")
        try await publisher.deliver("t", "queued")
        let second = try await broker.join("a", .v311, cleanStart: false)
        #expect(second.connAck?.isSessionPresent == false)
        try await publisher.deliver("t", "new")
        try await second.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-7] retained messages outlive the session that published them`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for (clientID, isClean) in [("a", true), ("b", false)] {
            let publisher = try await broker.join(clientID, .v311, cleanStart: isClean)
            try await publisher.deliver("t/\(clientID)", "x", isRetained: true)
            try await publisher.send("E0 00")
            try await publisher.expectClose()
            try await broker.ended(clientID)
        }
        _ = try await broker.join("b", .v311, cleanStart: true)  // its session is gone, too
        try await broker.ended("b", count: 2)
        let subscriber = try await broker.join("s", .v311)
        try await subscriber.subscribe("t/a")
        try await subscriber.expect("33 08 00 03 't/a' 00 01 'x'")
        try await subscriber.subscribe("t/b")
        try await subscriber.expect("33 08 00 03 't/b' 00 02 'x'")
    }

    @Test(arguments: ProbeDriver.timed)
    func `[MQTT-3.1.2-24] silence of one and a half keep alives is a lost connection`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("will")
        let probe = try await broker.join(
            "a", .v311, cleanStart: false, keepAlive: 10, will: Will(topic: "will", payload: [1]))
        try broker.advance(seconds: 14)
        try await probe.expectNothing()  // its PINGREQ counts
        try broker.advance(seconds: 14)
        try await probe.deliver("t", "x", .atLeastOnce)  // as any packet does
        try broker.advance(seconds: 14)
        try await watcher.expectNothing()
        try broker.advance(seconds: 2)
        try await probe.expectClose()
        try await watcher.expect("30 07 00 04 'will' 01")
        let back = try await broker.join("a", .v311, cleanStart: false)
        #expect(back.connAck?.isSessionPresent == true)
    }

    @Test(arguments: ProbeDriver.timed)
    func `[MQTT-3.1.2-24] a keep alive of zero never ends a connection`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", .v311, keepAlive: 0)
        try broker.advance(seconds: 200_000)
        try await probe.expectNothing()
    }
}
