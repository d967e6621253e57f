import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 3.1.1, sections 3.1.2.8 to 3.1.4: names in CONNECT and what the broker does with it.
struct MQTT311ConnectPayloadTests {
    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-18] a user name that no flag announces ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        try await expectClose(driver, "02", "00 01 'a' 00 01 'u'")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-19] a user name that its flag announces must be there`(
        _ driver: ProbeDriver
    ) async throws {
        try await expectClose(driver, "82", "00 01 'a'")
        try await expectClose(driver, "82", "00 01 'a' 00")
        try await expectClose(driver, "82", "00 01 'a' 00 02 'u'")
        let probe = try await ProbedBroker(driver).open(.v311)
        try await probe.sendConnect("82", "00 01 'a' 00 00")  // an empty one is one
        try await probe.expect("20 02 00 00")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-20] a password that no flag announces ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        try await expectClose(driver, "82", "00 01 'a' 00 01 'u' 00 01 'p'")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-21] a password that its flag announces must be there`(
        _ driver: ProbeDriver
    ) async throws {
        try await expectClose(driver, "C2", "00 01 'a' 00 01 'u'")
        try await expectClose(driver, "C2", "00 01 'a' 00 01 'u' 00 02 'p'")
        let probe = try await ProbedBroker(driver).open(.v311)
        try await probe.sendConnect("C2", "00 01 'a' 00 01 'u' 00 03 FF 00 'p'")
        try await probe.expect("20 02 00 00")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-22] a password without user name ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        try await expectClose(driver, "42", "00 01 'a' 00 01 'p'")
        try await expectClose(driver, "42", "00 01 'a'")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.3-1] [MQTT-3.1.3-3] the fields are read in the order of the standard`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("#")
        let probe = try await broker.open(.v311)
        try await probe.sendConnect(
            "C6", "00 02 'id' 00 05 'topic' 00 07 'payload' 00 04 'user' 00 04 'pass'")
        try await probe.expect("20 02 00 00")
        let same = try await broker.join("id", .v311, userName: "user")
        try await probe.expectClose()  // it was "id"
        try await watcher.expect("30 0E 00 05 'topic' 'payload'")
        try await same.expectNothing()
        try await expectClose(driver, "02", "")
        try await expectClose(driver, "02", "00 02 'a'")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.3-2] the client identifier finds the session`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        // Equal to a human eye, and to a string comparison that normalizes.
        let clientIDs = ["a", "A", "a ", "e\u{301}", "\u{E9}"]
        var probes: [Probe] = []
        for (number, clientID) in clientIDs.enumerated() {
            let probe = try await broker.join(clientID, .v311, cleanStart: false)
            #expect(probe.connAck?.isSessionPresent == false, "\(clientID)")
            try await probe.subscribe("t/\(number)", qos: .atLeastOnce)
            probes.append(probe)
        }
        for probe in probes { try await probe.expectNothing() }
        for (clientID, probe) in zip(clientIDs, probes) {
            await probe.drop()
            try await broker.ended(clientID)
        }
        for number in clientIDs.indices { try await publisher.deliver("t/\(number)") }
        for (number, clientID) in clientIDs.enumerated() {
            let probe = try await broker.join(clientID, .v311, cleanStart: false)
            #expect(probe.connAck?.isSessionPresent == true)
            #expect(try await probe.nextPublish().topic == "t/\(number)")
            try await probe.expectNothing()
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `a session is that of the user whose name has the same bytes`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let owner = try await broker.join("a", .v311, userName: "e\u{301}")
        let other = try await broker.open(.v311)
        try await other.sendConnect("80", "00 01 'a' 00 02 C3 A9")
        try await other.expect("20 02 00 02")
        try await other.expectClose()
        try await owner.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.3-4] [MQTT-3.1.3-10] [MQTT-3.1.3-11] names in CONNECT are UTF-8`(
        _ driver: ProbeDriver
    ) async throws {
        try await expectClose(driver, "02", "00 01 FF")
        try await expectClose(driver, "06", "00 01 'a' 00 01 FF 00 00")
        try await expectClose(driver, "82", "00 01 'a' 00 01 FF")
    }

    @Test(
        arguments: ProbeDriver.allCases,
        [
            "0", "Z", "0123456789abcdefghijklm", "nopqrstuvwxyzABCDEFGHIJ", "KLMNOPQRSTUVWXYZ",
        ])
    func `[MQTT-3.1.3-5] up to 23 digits and Latin letters are a client identifier`(
        _ driver: ProbeDriver, _ clientID: String
    ) async throws {
        let probe = try await ProbedBroker(driver).open(.v311)
        await probe.send(.connect(Connect(version: .v311, clientID: clientID)))
        try await probe.expect("20 02 00 00")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.3-6] an empty client identifier gets a unique one`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        var probes: [Probe] = []
        for number in 0..<3 {
            let probe = try await broker.open(.v311)
            try await probe.sendConnect("02", "00 00")
            try await probe.expect("20 02 00 00")
            try await probe.subscribe("t/\(number)", qos: .atMostOnce)
            probes.append(probe)
        }
        let publisher = try await broker.join("p", .v311)
        for (number, probe) in probes.enumerated() {
            try await publisher.deliver("t/\(number)")
            try await probe.expect("30 06 00 03 't/\(number)' 'x'")
            try await probe.expectNothing()
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.3-7] [MQTT-3.1.3-8] an empty client identifier has no kept session`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).open(.v311)
        try await probe.send("10 0C 00 04 'MQTT' 04 00 00 00 00 00")
        try await probe.expect("20 02 00 02")
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.allCases, ["00 00", "00 18 'aaaaaaaaaaaaaaaaaaaaaaaa'"])
    func `[MQTT-3.1.3-9] a client identifier that is refused is answered with 0x02`(
        _ driver: ProbeDriver, _ clientID: String
    ) async throws {
        let broker = try ProbedBroker(driver) {
            $0.limits.clientIDBytesMax = 23
            $0.listeners[0].isZeroLengthClientIDAllowed = false
        }
        let probe = try await broker.open(.v311)
        try await probe.sendConnect("02", clientID)
        try await probe.expect("20 02 00 02")
        try await probe.expectClose()
    }

    @Test(
        arguments: ProbeDriver.allCases,
        [
            "10 00", "10 07 00 04 'MQTT' 04", "10 08 00 04 'MQTT' 04 02",
            "10 09 00 04 'MQTT' 04 02 00", "10 0A 00 04 'MQTT' 04 02 00 00",
            "10 0E 00 04 'MQTT' 04 02 00 00 00 01 'a' 00",
            "10 0D 00 05 'MQTT' 04 02 00 00 00 01 'a'",
            "10 0D 00 04 'MQTT' 04 18 00 00 00 01 'a'",
            "10 13 00 04 'MQTT' 04 06 00 00 00 01 'a' 00 01 '#' 00 01 'x'",
            "10 12 00 04 'MQTT' 04 06 00 00 00 01 'a' 00 00 00 01 'x'",
        ])
    func `[MQTT-3.1.4-1] a CONNECT of another form is closed without CONNACK`(
        _ driver: ProbeDriver, _ packet: String
    ) async throws {
        let probe = try await ProbedBroker(driver).open(.v311)
        try await probe.send(packet)
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.allCases, [true, false])
    func `[MQTT-3.1.4-2] a second connection of a client ends the first`(
        _ driver: ProbeDriver, _ isClean: Bool
    ) async throws {
        let broker = try ProbedBroker(driver)
        let first = try await broker.join("a", .v311, cleanStart: isClean)
        let second = try await broker.join("a", .v311, cleanStart: isClean)
        #expect(second.connAck?.isSessionPresent == !isClean)
        try await first.expectClose()
        try await second.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.4-3] CleanSession decides what a CONNECT finds and leaves`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        var count = 0
        for (isClean, isPresent) in [
            (false, false), (false, true), (true, false), (false, false), (true, false),
            (true, false), (false, false), (false, true),
        ] {
            let probe = try await broker.join("a", .v311, cleanStart: isClean)
            #expect(probe.connAck?.isSessionPresent == isPresent)
            await probe.drop()
            count += 1
            try await broker.ended("a", count: count)
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.4-4] a valid CONNECT is answered with return code zero`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).open(.v311)
        try await probe.send("10 0D 00 04 'MQTT' 04 02 00 3C 00 01 'a'")
        try await probe.expect("20 02 00 00")
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.4-5] what follows a refused CONNECT is not acted on`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("#")
        for (connect, code) in [
            ("10 0C 00 04 'MQTT' 04 00 00 00 00 00", "20 02 00 02"),
            ("10 0D 00 04 'MQTT' 03 02 00 00 00 01 'a'", "20 02 00 01"),
        ] {
            let probe = try await broker.open(.v311)
            try await probe.send("\(connect) 31 04 00 01 't' 'x' C0 00")
            try await probe.expect(code)
            try await probe.expectClose()
        }
        try await watcher.expectNothing()
        try await watcher.subscribe("t")
        try await watcher.expectNothing()  // nothing was retained either
    }

    private func expectClose(
        _ driver: ProbeDriver, _ flags: String, _ payload: String
    ) async throws {
        let probe = try await ProbedBroker(driver).open(.v311)
        try await probe.sendConnect(flags, payload)
        try await probe.expectClose()
    }
}
