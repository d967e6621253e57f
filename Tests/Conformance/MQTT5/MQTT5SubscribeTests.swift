import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 5, sections 3.8 and 3.9: SUBSCRIBE and SUBACK, as the broker obeys them.
struct MQTT5SubscribeTests {
    @Test(arguments: ProbeDriver.allCases, ["80", "81", "83", "84", "8A"])
    func `[MQTT-3.8.1-1] a SUBSCRIBE with other flags ends the connection`(
        _ driver: ProbeDriver, _ firstByte: String
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        try await probe.send("\(firstByte) 07 00 01 00 00 01 't' 00")
        try await probe.expectDisconnect(.malformedPacket)
    }

    @Test(arguments: ProbeDriver.allCases, ["00 01 FF", "00 03 ED A0 80", "00 00", "00 02 'a' 00"])
    func `[MQTT-3.8.3-1] a filter that is no UTF-8 ends the connection`(
        _ driver: ProbeDriver, _ filter: String
    ) async throws {
        let bytes = try HexText.bytes(filter)
        let probe = try await ProbedBroker(driver).join("a")
        await probe.send(bytes: [0x82, UInt8(4 + bytes.count), 0, 1, 0] + bytes + [0])
        try await probe.expectDisconnect(.malformedPacket)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.8.3-2] a SUBSCRIBE without filter ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        try await probe.send("82 03 00 01 00")
        try await probe.expectDisconnect(.protocolError)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.8.3-3] with No Local a client does not hear itself`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a")
        try await probe.subscribe(
            "t", options: SubscriptionOptions(qos: .exactlyOnce, noLocal: true))
        for qos in [QoS.atMostOnce, .atLeastOnce, .exactlyOnce] {
            try await probe.deliver("t", "x", qos)
        }
        try await probe.expectNothing()
        let other = try await broker.join("b")
        try await other.deliver("t")
        #expect(try await probe.nextPublish().topic == "t")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.8.3-4] No Local on a shared subscription is a protocol error`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        try await probe.send("82 10 00 01 00 00 0A '$share/g/t' 04")
        try await probe.expectDisconnect(.protocolError)
    }

    @Test(arguments: ProbeDriver.allCases, ["40", "80", "C0", "03", "30"])
    func `[MQTT-3.8.3-5] reserved bits in the options end the connection`(
        _ driver: ProbeDriver, _ options: String
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        try await probe.send("82 07 00 01 00 00 01 't' \(options)")
        try await probe.expectEnd()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.8.4-1] [MQTT-3.8.4-2] every SUBSCRIBE is answered under its identifier`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        for packetID in ["00 01", "FF FF", "12 34", "00 01"] {
            try await probe.send("82 07 \(packetID) 00 00 01 't' 02")
            try await probe.expect("90 04 \(packetID) 00 02")
        }
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.8.4-3] the same filter again replaces the subscription`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a")
        try await probe.subscribe("t", qos: .exactlyOnce, identifier: 1)
        try await probe.subscribe("t", qos: .atMostOnce, identifier: 2)
        let publisher = try await broker.join("p")
        try await publisher.deliver("t", "x", .exactlyOnce)
        let publish = try await probe.nextPublish()
        #expect(publish.qos == .atMostOnce)
        #expect(publish.properties.subscriptionIdentifiers == [2])
        try await probe.expectNothing()
        try await probe.unsubscribe("t")
        try await publisher.deliver("t")
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.8.4-4] a replaced subscription sees the retained messages again, and all new`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p")
        try await publisher.deliver("t", "kept", isRetained: true)
        let probe = try await broker.join("a", properties: [.receiveMaximum(1)])
        try await probe.subscribe("t", qos: .atLeastOnce)
        let first = try await probe.nextPublish()
        for number in 0..<3 { try await publisher.deliver("t", "\(number)") }
        try await probe.subscribe("t", qos: .atLeastOnce)  // while three wait for the window
        var packetID = try #require(first.packetID)
        var payloads: [String] = []
        for _ in 0..<4 {
            await probe.send(.puback(Acknowledgement(packetID: packetID)))
            let publish = try await probe.nextPublish()
            packetID = try #require(publish.packetID)
            payloads.append(String(decoding: publish.payload, as: UTF8.self))
        }
        #expect(Set(payloads) == ["0", "1", "2", "kept"])
        #expect(payloads.filter { $0 != "kept" } == ["0", "1", "2"])
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.8.4-5] [MQTT-3.8.4-6] [MQTT-3.9.3-1] many filters are as many subscriptions`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) { $0.limits.subscriptionsPerSessionMax = 3 }
        let probe = try await broker.join("a")
        await probe.send(
            .subscribe(
                Subscribe(
                    packetID: try id(5),
                    subscriptions: [
                        Subscription("a", SubscriptionOptions(qos: .exactlyOnce)),
                        Subscription("b", SubscriptionOptions(qos: .atMostOnce)),
                        Subscription("c/#", SubscriptionOptions(qos: .atLeastOnce)),
                        Subscription("d", SubscriptionOptions(qos: .atLeastOnce)),
                        Subscription("a", SubscriptionOptions(qos: .atLeastOnce)),
                    ])))
        try await probe.expect("90 08 00 05 00 02 00 01 97 01")
        let publisher = try await broker.join("p")
        for (topic, qos) in [("a", QoS.atLeastOnce), ("b", .atMostOnce), ("c/c", .atLeastOnce)] {
            try await publisher.deliver(topic, "x", .exactlyOnce)
            let publish = try await probe.nextPublish()
            #expect(publish.topic == topic && publish.qos == qos)
        }
        try await publisher.deliver("d")
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.8.4-7] [MQTT-3.9.3-2] a reason code grants a QoS or says why not`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) {
            $0.limits.topicLevelsMax = 2
            $0.limits.subscriptionsPerSessionMax = 3
        }
        let probe = try await broker.join("a")
        for (qos, code) in [
            (QoS.atMostOnce, ReasonCode.grantedQoS0), (.atLeastOnce, .grantedQoS1),
            (.exactlyOnce, .grantedQoS2),
        ] {
            #expect(try await probe.subscribe("t/\(qos.rawValue)", qos: qos) == [code])
        }
        #expect(try await probe.subscribe("a/b/c") == [.topicFilterInvalid])
        #expect(try await probe.subscribe("more") == [.quotaExceeded])
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.8.4-8] the QoS is the lesser of the message's and the granted one`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p")
        let all = [QoS.atMostOnce, .atLeastOnce, .exactlyOnce]
        for granted in all {
            let probe = try await broker.join("a\(granted.rawValue)")
            try await probe.subscribe("t", qos: granted)
            for published in all {
                try await publisher.deliver("t", "x", published)
                #expect(try await probe.nextPublish().qos == min(granted, published))
            }
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.9.2-1] [MQTT-3.9.2-2] no explanation makes SUBACK too long for the client`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) { $0.limits.topicLevelsMax = 1 }
        for size: UInt32 in [25, 30, 60, 200] {
            let probe = try await broker.join(
                "a", properties: [.requestProblemInformation(true), .maximumPacketSize(size)])
            await probe.send(
                .subscribe(Subscribe(packetID: try id(1), subscriptions: [Subscription("a/b")])))
            let packet = try await probe.next()
            guard case .suback(let subAck) = packet else { throw ProbeFailure("\(packet)") }
            var bytes: [UInt8] = []
            packet.encode(into: &bytes, version: .v5)
            #expect(bytes.count <= Int(size))
            #expect(subAck.reasonCodes == [.topicFilterInvalid])
        }
    }
}
