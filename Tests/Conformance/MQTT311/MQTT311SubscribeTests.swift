import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 3.1.1, sections 3.8 and 3.9: SUBSCRIBE and SUBACK, as the broker obeys them.
struct MQTT311SubscribeTests {
    @Test(arguments: ProbeDriver.allCases, ["80", "81", "83", "84", "86", "8A"])
    func `[MQTT-3.8.1-1] a SUBSCRIBE with other flags ends the connection`(
        _ driver: ProbeDriver, _ firstByte: String
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a", .v311)
        try await probe.send("\(firstByte) 06 00 01 00 01 't' 00")
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.allCases, ["00 01 FF", "00 03 ED A0 80", "00 02 'a' 00", "00 05"])
    func `[MQTT-3.8.3-1] a filter that is no UTF-8 ends the connection`(
        _ driver: ProbeDriver, _ filter: String
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a", .v311)
        try await probe.send("82", body: "00 01 \(filter) 00")
        try await probe.expectClose()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.8.3-2] filters with wildcards are supported, so none is refused for them`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        for (clientID, filter) in [("a", "#"), ("b", "+/+"), ("c", "t/+"), ("d", "t/u/#")] {
            let probe = try await broker.join(clientID, .v311)
            #expect(try await probe.subscribe(filter, qos: .atMostOnce) == [.grantedQoS0])
            try await publisher.deliver("t/u")
            try await probe.expect("30 06 00 03 't/u' 'x'")
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.8.3-3] a SUBSCRIBE without a filter and its QoS ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for packet in ["82 02 00 01", "82 05 00 01 00 01 't'"] {
            let probe = try await broker.join("a", .v311)
            try await probe.send(packet)
            try await probe.expectClose()
        }
    }

    @Test(arguments: ProbeDriver.allCases, ["03", "04", "08", "10", "20", "40", "80", "FF"])
    func `[MQTT-3.8.3-4] a reserved bit or a QoS above 2 ends the connection`(
        _ driver: ProbeDriver, _ options: String
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", .v311, cleanStart: false)
        try await probe.send("82 0A 00 01 00 01 't' 00 00 01 'u' \(options)")
        try await probe.expectClose()
        let back = try await broker.join("a", .v311, cleanStart: false)
        let publisher = try await broker.join("p", .v311)
        try await publisher.deliver("t")
        try await back.expectNothing()  // the filter before was not subscribed either
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.8.4-1] [MQTT-3.8.4-2] every SUBSCRIBE is answered under its identifier`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a", .v311)
        for packetID in ["00 01", "FF FF", "12 34", "00 01"] {
            try await probe.send("82 06 \(packetID) 00 01 't' 02")
            try await probe.expect("90 03 \(packetID) 02")
        }
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.8.4-3] the same filter again replaces the subscription`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", .v311)
        let publisher = try await broker.join("p", .v311)
        for filter in ["t", "#"] {
            try await probe.subscribe(filter, qos: .exactlyOnce)
            try await probe.subscribe(filter, qos: .atMostOnce)
            try await publisher.deliver("t", "x", .exactlyOnce)
            try await probe.expect("30 04 00 01 't' 'x'")
            try await probe.expectNothing()
            try await probe.unsubscribe(filter)
            try await publisher.deliver("t")
            try await probe.expectNothing()
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.8.4-3] a replaced subscription sees the retained messages again, and all new`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) { $0.limits.inflightMessagesMax = 1 }
        let publisher = try await broker.join("p", .v311)
        try await publisher.deliver("t", "kept", isRetained: true)
        let probe = try await broker.join("a", .v311)
        try await probe.subscribe("t", qos: .atLeastOnce)
        try await probe.expect("33 09 00 01 't' 00 01 'kept'")
        for number in 0..<3 { try await publisher.deliver("t", "\(number)") }
        try await probe.subscribe("t", qos: .atLeastOnce)  // while three wait for the window
        var packetID = try id(1)
        var messages: [String] = []
        for _ in 0..<4 {
            await probe.send(.puback(Acknowledgement(packetID: packetID)))
            let publish = try await probe.nextPublish()
            packetID = try #require(publish.packetID)
            messages.append(
                String(decoding: publish.payload, as: UTF8.self)
                    + (publish.isRetained ? " again" : ""))
        }
        #expect(messages.filter { $0 != "kept again" } == ["0", "1", "2"])
        #expect(messages.contains("kept again"))
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.8.4-4] [MQTT-3.8.4-5] [MQTT-3.9.3-1] many filters are as many subscriptions`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) { $0.limits.subscriptionsPerSessionMax = 3 }
        let publisher = try await broker.join("p", .v311)
        try await publisher.deliver("b", "kept", isRetained: true)
        let probe = try await broker.join("a", .v311)
        try await probe.send(
            "82 18 00 05 00 01 'a' 02 00 01 'b' 00 00 03 'c/#' 01 00 01 'd' 01 00 01 'a' 01")
        try await probe.expect("90 07 00 05 02 00 01 80 01 31 07 00 01 'b' 'kept'")
        for (topic, publish) in [
            ("a", "32 06 00 01 'a' 00 01 'x'"), ("b", "30 04 00 01 'b' 'x'"),
            ("c/c", "32 08 00 03 'c/c' 00 02 'x'"),
        ] {
            try await publisher.deliver(topic, "x", .exactlyOnce)
            try await probe.expect(publish)
        }
        try await publisher.deliver("d")
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.8.4-6] the QoS is the lesser of the message's and the granted one`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        let all = [QoS.atMostOnce, .atLeastOnce, .exactlyOnce]
        for granted in all {
            let probe = try await broker.join("a\(granted.rawValue)", .v311)
            try await probe.subscribe("t", qos: granted)
            for published in all {
                try await publisher.deliver("t", "x", published)
                #expect(try await probe.nextPublish().qos == min(granted, published))
            }
            try await probe.expectNothing()
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.8.4-5] [MQTT-3.9.3-2] a return code grants a QoS or is 0x80`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) {
            $0.limits.topicLevelsMax = 2
            $0.limits.subscriptionsPerSessionMax = 3
        }
        let probe = try await broker.join("a", .v311)
        for (filter, qos, code) in [
            ("00 01 '0'", "00", "00"), ("00 01 '1'", "01", "01"), ("00 01 '2'", "02", "02"),
            ("00 05 'a/b/c'", "00", "80"), ("00 04 'more'", "02", "80"), ("00 01 '2'", "00", "00"),
        ] {
            try await probe.send("82", body: "00 01 \(filter) \(qos)")
            try await probe.expect("90 03 00 01 \(code)")
        }
    }
}
