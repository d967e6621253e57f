import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 5, sections 3.1.2.5 to 3.1.2.7 and 3.1.3.2: the will, as the broker obeys it.
struct MQTT5WillTests {
    private static let will = Will(
        topic: "will", payload: Array("gone".utf8), qos: .atLeastOnce)

    /// A broker and a client that sees every will.
    private func watchedBroker(_ driver: ProbeDriver) async throws -> (ProbedBroker, Probe) {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher")
        try await watcher.subscribe(
            "will",
            options: SubscriptionOptions(qos: .exactlyOnce, retainAsPublished: true))
        return (broker, watcher)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-7] [MQTT-3.1.2-8] the will is published when the connection is lost`(
        _ driver: ProbeDriver
    ) async throws {
        let (broker, watcher) = try await watchedBroker(driver)
        let probe = try await broker.join("a", will: Self.will)
        try await watcher.expectNothing()
        await probe.drop()
        let publish = try await watcher.nextPublish()
        #expect(publish.topic == "will" && publish.payload == Array("gone".utf8))
    }

    @Test(arguments: ProbeDriver.timed)
    func `[MQTT-3.1.2-8] the will waits for its delay or the session's end`(
        _ driver: ProbeDriver
    ) async throws {
        let (broker, watcher) = try await watchedBroker(driver)
        var will = Self.will
        will.properties = [.willDelayInterval(10)]
        let delayed = try await broker.join(
            "a", will: will, properties: [.sessionExpiryInterval(100)])
        await delayed.drop()
        try broker.advance(seconds: 9)
        try await watcher.expectNothing()
        try broker.advance(seconds: 1)
        #expect(try await watcher.nextPublish().topic == "will")
        let shorter = try await broker.join(
            "b", will: will, properties: [.sessionExpiryInterval(5)])
        await shorter.drop()
        try broker.advance(seconds: 4)
        try await watcher.expectNothing()
        try broker.advance(seconds: 1)
        #expect(try await watcher.nextPublish().topic == "will")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-9] a will without topic and payload ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for packet in [
            "10 0E 00 04 'MQTT' 05 06 00 00 00 00 01 'a'",
            "10 0F 00 04 'MQTT' 05 06 00 00 00 00 01 'a' 00",
            "10 12 00 04 'MQTT' 05 06 00 00 00 00 01 'a' 00 00 01 't'",
        ] {
            let probe = try await broker.open()
            try await probe.send(packet)
            try await probe.expectEnd()
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-9] QoS and RETAIN of the will are those of the flags`(
        _ driver: ProbeDriver
    ) async throws {
        let (broker, watcher) = try await watchedBroker(driver)
        var will = Self.will
        will.qos = .exactlyOnce
        will.isRetained = true
        await (try await broker.join("a", will: will)).drop()
        let publish = try await watcher.nextPublish()
        #expect(publish.qos == .exactlyOnce && publish.isRetained)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-10] the will is gone once it was published or the client said goodbye`(
        _ driver: ProbeDriver
    ) async throws {
        let (broker, watcher) = try await watchedBroker(driver)
        let first = try await broker.join(
            "a", will: Self.will, properties: [.sessionExpiryInterval(100)])
        await first.drop()
        _ = try await watcher.nextPublish()
        let second = try await broker.join("a", cleanStart: false)
        await second.drop()
        try await broker.ended("a", count: 2)
        let third = try await broker.join("b", will: Self.will)
        try await third.send("E0 00")
        try await third.expectClose()
        try await watcher.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-11] [MQTT-3.1.2-13] without will its flags are zero`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for flags in ["0A", "12", "22", "1A"] {
            let probe = try await broker.open()
            try await probe.send("10 0E 00 04 'MQTT' 05 \(flags) 00 00 00 00 01 'a'")
            try await probe.expectEnd()
        }
        let probe = try await broker.open()  // will fields that no flag announces
        try await probe.send("10 15 00 04 'MQTT' 05 02 00 00 00 00 01 'a' 00 00 01 't' 00 01 'x'")
        try await probe.expectEnd()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `without will none is published`(_ driver: ProbeDriver) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher")
        try await watcher.subscribe("#")
        let probe = try await broker.join("a")
        await probe.drop()
        try await broker.ended("a")
        try await watcher.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-12] a will has QoS 0, 1 or 2`(_ driver: ProbeDriver) async throws {
        let (broker, watcher) = try await watchedBroker(driver)
        for qos in [QoS.atMostOnce, .atLeastOnce, .exactlyOnce] {
            var will = Self.will
            will.qos = qos
            await (try await broker.join("a", will: will)).drop()
            #expect(try await watcher.nextPublish().qos == qos)
        }
        let probe = try await broker.open()
        try await probe.send(
            "10 15 00 04 'MQTT' 05 1E 00 00 00 00 01 'a' 00 00 01 't' 00 01 'x'")
        try await probe.expectEnd()
    }

    @Test(arguments: ProbeDriver.allCases, [false, true])
    func `[MQTT-3.1.2-14] [MQTT-3.1.2-15] the will is retained when its flag says so`(
        _ driver: ProbeDriver, _ isRetained: Bool
    ) async throws {
        let (broker, watcher) = try await watchedBroker(driver)
        var will = Self.will
        will.isRetained = isRetained
        await (try await broker.join("a", will: will)).drop()
        #expect(try await watcher.nextPublish().isRetained == isRetained)
        let later = try await broker.join("later")
        try await later.subscribe("will")
        if isRetained {
            #expect(try await later.nextPublish().isRetained)
        } else {
            try await later.expectNothing()
        }
    }

    @Test(arguments: ProbeDriver.timed)
    func `[MQTT-3.1.3-9] a client that is back before the delay has no will`(
        _ driver: ProbeDriver
    ) async throws {
        let (broker, watcher) = try await watchedBroker(driver)
        var will = Self.will
        will.properties = [.willDelayInterval(10)]
        let first = try await broker.join(
            "a", will: will, properties: [.sessionExpiryInterval(100)])
        await first.drop()
        try broker.advance(seconds: 9)
        _ = try await broker.join(
            "a", cleanStart: false, properties: [.sessionExpiryInterval(100)])
        try broker.advance(seconds: 60)
        try await watcher.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.3-11] a will topic that is no UTF-8 or no topic name ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for topic in ["00 01 FF", "00 01 '#'", "00 01 '+'", "00 00", "00 01 00"] {
            let rest = topic == "00 00" ? "14" : "15"
            let probe = try await broker.open()
            try await probe.send(
                "10 \(rest) 00 04 'MQTT' 05 06 00 00 00 00 01 'a' 00 \(topic) 00 01 'x'")
            try await probe.expectEnd()
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.3-10] the will's properties go on, user properties in their order`(
        _ driver: ProbeDriver
    ) async throws {
        let (broker, watcher) = try await watchedBroker(driver)
        var will = Self.will
        will.properties = [
            .payloadFormatIndicator(.utf8), .contentType("text"), .responseTopic("r"),
            .correlationData([1, 0]), .userProperty(UserProperty("b", "1")),
            .userProperty(UserProperty("a", "2")), .userProperty(UserProperty("b", "1")),
        ]
        await (try await broker.join("a", will: will)).drop()
        #expect(try await watcher.nextPublish().properties == will.properties)
    }
}
