import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 5, section 3.3.1: DUP, QoS and RETAIN of PUBLISH, as the broker obeys them.
struct MQTT5PublishFlagTests {
    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.1-1] [MQTT-3.3.1-3] DUP is set exactly when the broker sends again`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let first = try await broker.join("a", properties: [.sessionExpiryInterval(100)])
        try await first.subscribe("t")
        let publisher = try await broker.join("p")
        for (number, qos) in [QoS.atLeastOnce, .exactlyOnce].enumerated() {
            try await publisher.publish(
                "t", "x", qos, packetID: UInt16(number + 1), isDuplicate: true)
            _ = try await publisher.next()
            #expect(try await first.nextPublish().isDuplicate == false)
        }
        await first.drop()
        let second = try await broker.join("a", cleanStart: false)
        for _ in 0..<2 { #expect(try await second.nextPublish().isDuplicate) }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.1-2] a PUBLISH of QoS 0 with DUP ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher")
        try await watcher.subscribe("#")
        let probe = try await broker.join("a")
        try await probe.send("38 05 00 01 't' 00 'x'")
        try await probe.expectDisconnect(.malformedPacket)
        try await watcher.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases, ["36", "37", "3E"])
    func `[MQTT-3.3.1-4] a PUBLISH of QoS 3 ends the connection`(
        _ driver: ProbeDriver, _ firstByte: String
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        try await probe.send("\(firstByte) 07 00 01 't' 00 01 00 'x'")
        try await probe.expectDisconnect(.malformedPacket)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.1-5] a retained message replaces the one before, with its QoS`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p")
        try await publisher.deliver("t", "old", .exactlyOnce, isRetained: true)
        try await publisher.deliver("t", "new", .atLeastOnce, isRetained: true)
        try await publisher.deliver("u", "zero", .atMostOnce, isRetained: true)
        let probe = try await broker.join("a")
        try await probe.subscribe("t")
        let publish = try await probe.nextPublish()
        #expect(publish.payload == Array("new".utf8) && publish.qos == .atLeastOnce)
        #expect(publish.isRetained)
        try await probe.subscribe("u")
        #expect(try await probe.nextPublish().qos == .atMostOnce)
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.1-6] [MQTT-3.3.1-7] an empty retained message removes and is not kept`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher")
        try await watcher.subscribe("t", qos: .atMostOnce)
        let publisher = try await broker.join("p")
        try await publisher.deliver("t", "kept", isRetained: true)
        #expect(try await watcher.nextPublish().payload.count == 4)
        try await publisher.deliver("t", "", isRetained: true)
        #expect(try await watcher.nextPublish().payload.isEmpty)  // delivered like any other
        let probe = try await broker.join("a")
        try await probe.subscribe("t")
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.1-8] without RETAIN nothing is kept, replaced or removed`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p")
        try await publisher.deliver("t", "kept", isRetained: true)
        try await publisher.deliver("t", "passing")
        try await publisher.deliver("t", "")
        try await publisher.deliver("u", "passing")
        let probe = try await broker.join("a")
        try await probe.subscribe("#", qos: .atMostOnce)
        #expect(try await probe.nextPublish().payload == Array("kept".utf8))
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.1-9] Retain Handling 0 sends what is retained at every SUBSCRIBE`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await retainedProbe(driver)
        for _ in 0..<2 {
            try await probe.subscribe("+", options: SubscriptionOptions(qos: .atMostOnce))
            var topics: Set<String> = []
            for _ in 0..<3 { topics.insert(try await probe.nextPublish().topic) }
            #expect(topics == ["a", "b", "c"])
            try await probe.expectNothing()
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.1-10] Retain Handling 1 sends what is retained to a new subscription only`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await retainedProbe(driver)
        let options = SubscriptionOptions(qos: .atMostOnce, retainHandling: .sendIfNew)
        try await probe.subscribe("+", options: options)
        for _ in 0..<3 { _ = try await probe.nextPublish() }
        try await probe.subscribe("+", options: options)
        try await probe.expectNothing()
        try await probe.unsubscribe("+")
        try await probe.subscribe("+", options: options)
        for _ in 0..<3 { _ = try await probe.nextPublish() }
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.3.1-11] Retain Handling 2 sends nothing that is retained`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await retainedProbe(driver)
        try await probe.subscribe(
            "+", options: SubscriptionOptions(qos: .atMostOnce, retainHandling: .doNotSend))
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases, [false, true])
    func `[MQTT-3.3.1-12] [MQTT-3.3.1-13] RETAIN goes on as the subscription asks`(
        _ driver: ProbeDriver, _ asPublished: Bool
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a")
        try await probe.subscribe(
            "#",
            options: SubscriptionOptions(qos: .exactlyOnce, retainAsPublished: asPublished))
        let publisher = try await broker.join("p")
        for qos in [QoS.atMostOnce, .atLeastOnce, .exactlyOnce] {
            for isRetained in [true, false] {
                try await publisher.deliver("t", "x", qos, isRetained: isRetained)
                #expect(try await probe.nextPublish().isRetained == (isRetained && asPublished))
            }
        }
    }

    /// A connection to a broker that has `a`, `b` and `c` retained.
    private func retainedProbe(_ driver: ProbeDriver) async throws -> Probe {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("probe")
        for topic in ["a", "b", "c"] {
            try await probe.deliver(topic, topic, isRetained: true)
        }
        return probe
    }
}
