import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 5, section 3.1: the fixed and variable header of CONNECT, as the broker obeys it.
struct MQTT5ConnectTests {
    @Test(
        arguments: ProbeDriver.allCases,
        [
            "20 03 00 00 00", "30 05 00 01 't' 00 'x'", "40 02 00 01", "50 02 00 01",
            "62 02 00 01", "70 02 00 01", "82 07 00 01 00 00 01 't' 00", "90 04 00 01 00 00",
            "A2 06 00 01 00 00 01 't'", "B0 04 00 01 00 00", "C0 00", "D0 00", "E0 00", "F0 00",
        ])
    func `[MQTT-3.1.0-1] whatever comes before CONNECT ends the connection`(
        _ driver: ProbeDriver, _ packet: String
    ) async throws {
        let probe = try await ProbedBroker(driver).open()
        try await probe.send(packet)
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.0-2] a second CONNECT is a protocol error`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        try await probe.send("10 0E 00 04 'MQTT' 05 02 00 00 00 00 01 'a'")
        try await probe.expectDisconnect(.protocolError)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-1] another protocol name ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for name in ["'mqtt'", "'MQTX'"] {
            let probe = try await broker.open()
            try await probe.send("10 0E 00 04 \(name) 05 02 00 00 00 00 01 'a'")
            try await probe.expectEnd()
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-2] a protocol version that does not exist ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for version in ["06", "07", "7F"] {
            let probe = try await broker.open()
            try await probe.send("10 0D 00 04 'MQTT' \(version) 02 00 00 00 01 'a'")
            try await probe.expectRefusal(.unsupportedProtocolVersion)
        }
        for version in ["00", "01", "02", "03"] {  // before 3.1.1, whose answer it must be
            let older = try await broker.open(.v311)
            try await older.send("10 0D 00 04 'MQTT' \(version) 02 00 00 00 01 'a'")
            try await older.expect("20 02 00 01")
            try await older.expectClose()
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-3] the reserved connect flag must be zero`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).open()
        try await probe.send("10 0E 00 04 'MQTT' 05 03 00 00 00 00 01 'a'")
        try await probe.expectEnd()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-4] a clean start ends the session that was there`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let first = try await broker.join("a", properties: [.sessionExpiryInterval(100)])
        try await first.subscribe("t")
        await first.drop()
        let publisher = try await broker.join("p")
        try await broker.ended("a")
        try await publisher.deliver("t", "queued")
        let second = try await broker.join("a", properties: [.sessionExpiryInterval(100)])
        #expect(second.connAck?.isSessionPresent == false)
        try await publisher.deliver("t", "new")
        try await second.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-5] without clean start the session goes on`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let first = try await broker.join("a", properties: [.sessionExpiryInterval(100)])
        try await first.subscribe("t")
        await first.drop()
        try await broker.ended("a")
        let publisher = try await broker.join("p")
        try await publisher.deliver("t", "queued")
        let second = try await broker.join("a", cleanStart: false)
        #expect(second.connAck?.isSessionPresent == true)
        #expect(try await second.nextPublish().payload == Array("queued".utf8))
        try await publisher.deliver("t", "new")
        #expect(try await second.nextPublish().payload == Array("new".utf8))
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-6] without clean start and session a session begins`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let first = try await broker.join(
            "a", cleanStart: false, properties: [.sessionExpiryInterval(100)])
        #expect(first.connAck?.isSessionPresent == false)
        await first.drop()
        try await broker.ended("a")
        let second = try await broker.join("a", cleanStart: false)
        #expect(second.connAck?.isSessionPresent == true)
    }

    @Test(arguments: ProbeDriver.timed)
    func `[MQTT-3.1.2-20] [MQTT-3.1.2-22] silence of one and a half keep alives ends it`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("w")
        try await watcher.subscribe("will")
        let probe = try await broker.join(
            "a", keepAlive: 10, will: Will(topic: "will", payload: [1]))
        try broker.advance(seconds: 14)
        try await probe.expectNothing()  // its PINGREQ counts
        try broker.advance(seconds: 14)
        try await watcher.expectNothing()
        try broker.advance(seconds: 2)
        try await probe.expectDisconnect(.keepAliveTimeout)
        #expect(try await watcher.nextPublish().topic == "will")  // as if the network had failed
    }

    @Test(arguments: ProbeDriver.timed)
    func `[MQTT-3.1.2-22] a keep alive of zero never ends a connection`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", keepAlive: 0)
        try broker.advance(seconds: 200_000)
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.timed)
    func `[MQTT-3.1.2-23] the session is kept for its expiry interval`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let first = try await broker.join("a", properties: [.sessionExpiryInterval(100)])
        await first.drop()
        try broker.advance(seconds: 99)
        let second = try await broker.join(
            "a", cleanStart: false, properties: [.sessionExpiryInterval(.max)])
        #expect(second.connAck?.isSessionPresent == true)
        await second.drop()
        try broker.advance(seconds: 400_000_000)
        let third = try await broker.join("a", cleanStart: false)  // expires with its connection
        #expect(third.connAck?.isSessionPresent == true)
        await third.drop()
        let fourth = try await broker.join("a", cleanStart: false)
        #expect(fourth.connAck?.isSessionPresent == false)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-24] [MQTT-3.1.2-25] a PUBLISH the client does not take is dropped`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let small = try await broker.join(
            "small", properties: [.maximumPacketSize(30), .receiveMaximum(1)])
        try await small.subscribe("t")
        let large = try await broker.join("large")
        try await large.subscribe("t")
        let publisher = try await broker.join("p")
        // 2 of fixed header, 3 of topic, 2 of identifier, 1 of property length: 22 of payload fit.
        for (number, qos) in [QoS.atLeastOnce, .exactlyOnce, .atMostOnce].enumerated() {
            let text = String(repeating: "x", count: 23 + (qos == .atMostOnce ? 2 : 0))
            try await publisher.deliver("t", text, qos, packetID: UInt16(number + 1))
            #expect(try await large.nextPublish().payload.count == text.utf8.count)
        }
        let fits = String(repeating: "y", count: 22)
        try await publisher.deliver("t", fits)  // the window is free: the others count as sent
        #expect(try await small.nextPublish().payload == Array(fits.utf8))
        try await small.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-26] no alias above the client's maximum comes`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", properties: [.topicAliasMaximum(2)])
        try await probe.subscribe("#", qos: .atMostOnce)
        let publisher = try await broker.join("p")
        for topic in ["t/1", "t/2", "t/3", "t/1", "t/2", "t/3"] {
            try await publisher.deliver(topic, topic)
        }
        var topics: [UInt16: String] = [:]
        for expected in ["t/1", "t/2", "t/3", "t/1", "t/2", "t/3"] {
            let publish = try await probe.nextPublish()
            if let alias = publish.properties.topicAlias {
                #expect((1...2).contains(alias))
                if !publish.topic.isEmpty { topics[alias] = publish.topic }
                #expect(topics[alias] == expected)
            } else {
                #expect(publish.topic == expected)
            }
        }
    }

    @Test(arguments: ProbeDriver.allCases, [Properties(), [.topicAliasMaximum(0)]])
    func `[MQTT-3.1.2-27] without alias maximum no alias comes`(
        _ driver: ProbeDriver, _ properties: Properties
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", properties: properties)
        try await probe.subscribe("#", qos: .atMostOnce)
        for _ in 0..<3 {
            try await probe.send("30 05 00 01 't' 00 'x'")
            try await probe.expect("30 05 00 01 't' 00 'x'")
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-28] response information comes only to who asked`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for properties: Properties in [[], [.requestResponseInformation(false)]] {
            let probe = try await broker.join("a", properties: properties)
            #expect(probe.connAck?.properties.responseInformation == nil)
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-29] a client that wants no explanations is sent none in other packets`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) { $0.limits.subscriptionsPerSessionMax = 1 }
        let probe = try await broker.join("a", properties: [.requestProblemInformation(false)])
        try await probe.subscribe("t")
        try await probe.send("82 07 00 01 00 00 01 'u' 00")
        try await probe.expect("90 04 00 01 00 97")
        try await probe.send("62 02 00 09")
        try await probe.expect("70 03 00 09 92")
        try await probe.send("A2 06 00 01 00 00 01 'u'")
        try await probe.expect("B0 04 00 01 00 11")
    }
}
