import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 5, section 3.3.4: what the broker does with PUBLISH.
struct MQTT5PublishActionTests {
    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.4-1] the answer to PUBLISH is nothing, PUBACK or PUBREC, by its QoS`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher")
        try await watcher.subscribe("t", qos: .atMostOnce)
        let probe = try await broker.join("a")
        try await probe.send("30 05 00 01 't' 00 'x'")
        try await probe.expectNothing()
        try await probe.send("32 07 00 01 't' 00 07 00 'x'")
        try await probe.expect("40 02 00 07")
        try await probe.send("34 07 00 01 't' 00 08 00 'x'")
        try await probe.expect("50 02 00 08")
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.4-2] of overlapping subscriptions the highest QoS counts`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a")
        try await probe.subscribe("t/#", qos: .atMostOnce)
        try await probe.subscribe("t/1", qos: .exactlyOnce)
        try await probe.subscribe("+/1", qos: .atLeastOnce)
        let publisher = try await broker.join("p")
        try await publisher.deliver("t/1", "x", .exactlyOnce)
        #expect(try await probe.nextPublish().qos == .exactlyOnce)
        try await probe.expectNothing()  // one copy
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.4-3] [MQTT-3.3.4-4] the one copy bears every subscription identifier`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", properties: [.sessionExpiryInterval(100)])
        try await probe.subscribe("t/#", identifier: 1)
        try await probe.subscribe("t/1", identifier: 268_435_455)
        try await probe.subscribe("+/1")
        try await probe.subscribe("#", identifier: 3)
        let publisher = try await broker.join("p")
        for qos in [QoS.atMostOnce, .atLeastOnce, .exactlyOnce] {
            try await publisher.deliver("t/1", "x", qos)
            let publish = try await probe.nextPublish()
            #expect(Set(publish.properties.subscriptionIdentifiers) == [1, 3, 268_435_455])
        }
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.4-5] each copy bears the identifier of its own subscription`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p")
        try await publisher.deliver("t", "x", isRetained: true)
        let probe = try await broker.join("a")
        try await probe.subscribe("t", identifier: 5)  // a retained message per subscription
        #expect(try await probe.nextPublish().properties.subscriptionIdentifiers == [5])
        try await probe.subscribe("#", identifier: 6)
        #expect(try await probe.nextPublish().properties.subscriptionIdentifiers == [6])
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.4-6] a client that sends a subscription identifier is sent away`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher")
        try await watcher.subscribe("#")
        let probe = try await broker.join("a")
        try await probe.send("30 07 00 01 't' 02 0B 01 'x'")
        try await probe.expectDisconnect(.protocolError)
        try await watcher.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.4-7] more than Receive Maximum unreleased messages end the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) { $0.limits.receiveMaximum = 3 }
        let probe = try await broker.join("a")
        #expect(probe.connAck?.properties.receiveMaximum == 3)
        for packetID: UInt16 in 1...3 {
            try await probe.publish("t", "x", .exactlyOnce, packetID: packetID)
            try await probe.expectAcknowledgement(.pubrec, packetID)
        }
        try await probe.publish("t", "x", .exactlyOnce, packetID: 4)
        try await probe.expectDisconnect(.receiveMaximumExceeded)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.4-7] a message that is complete or refused frees its place`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) {
            $0.limits.receiveMaximum = 1
            $0.limits.payloadBytesMax = 2
        }
        let probe = try await broker.join("a")
        for packetID: UInt16 in 1...3 {
            try await probe.deliver("t", "x", .exactlyOnce, packetID: packetID)
            try await probe.publish("t", "xxx", .exactlyOnce, packetID: packetID)
            guard case .pubrec(let body) = try await probe.next(), body.reasonCode.isError else {
                throw ProbeFailure("a payload that is too long must be refused")
            }
            try await probe.deliver("t", "x", .atLeastOnce, packetID: packetID)
        }
    }

    @Test(arguments: ProbeDriver.allCases, [1, 2, 5])
    func `[MQTT-3.3.4-9] [MQTT-4.9.0-1] [MQTT-4.9.0-2] the client's Receive Maximum is kept`(
        _ driver: ProbeDriver, _ max: Int
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join(
            "a", properties: [.receiveMaximum(UInt16(max))])
        try await probe.subscribe("t")
        let publisher = try await broker.join("p")
        for number in 0..<(2 * max) {
            try await publisher.deliver(
                "t", "\(number)", number.isMultiple(of: 2) ? .atLeastOnce : .exactlyOnce)
        }
        var unsettled: [Publish] = []
        for _ in 0..<max { unsettled.append(try await probe.nextPublish()) }
        try await probe.expectNothing()
        // Each message that is settled lets one more come.
        for number in 0..<max {
            let settled = unsettled.removeFirst()
            let packetID = try #require(settled.packetID?.rawValue)
            if settled.qos == .atLeastOnce {
                await probe.send(.puback(try ack(packetID)))
            } else {
                await probe.send(.pubrec(try ack(packetID)))
                try await probe.expectAcknowledgement(.pubrel, packetID)
                try await probe.expectNothing()  // PUBREC alone gives no room
                await probe.send(.pubcomp(try ack(packetID)))
            }
            let next = try await probe.nextPublish()
            #expect(next.payload == Array("\(max + number)".utf8))
            unsettled.append(next)
            try await probe.expectNothing()
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.4-9] a PUBREC of failure gives its place back`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", properties: [.receiveMaximum(1)])
        try await probe.subscribe("t")
        let publisher = try await broker.join("p")
        for _ in 0..<2 { try await publisher.deliver("t", "x", .exactlyOnce) }
        let first = try #require(try await probe.nextPublish().packetID?.rawValue)
        await probe.send(.pubrec(try ack(first, .unspecifiedError)))
        #expect(try await probe.nextPublish().qos == .exactlyOnce)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.4-10] [MQTT-4.9.0-3] a full window delays nothing but PUBLISH`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", properties: [.receiveMaximum(1)])
        try await probe.subscribe("t")
        let publisher = try await broker.join("p")
        for _ in 0..<3 { try await publisher.deliver("t") }
        _ = try await probe.nextPublish()
        try await probe.expectNothing()  // PINGRESP
        try await probe.subscribe("u")  // SUBACK
        try await probe.unsubscribe("u")  // UNSUBACK
        try await probe.deliver("v", "x", .exactlyOnce, packetID: 9)  // PUBREC, PUBCOMP
        try await publisher.deliver("t", "x", .atMostOnce)
        #expect(try await probe.nextPublish().qos == .atMostOnce)  // no QoS, no quota
    }
}
