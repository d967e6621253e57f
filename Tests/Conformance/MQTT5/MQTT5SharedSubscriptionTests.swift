import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 5, section 4.8: shared subscriptions, as the broker obeys them.
struct MQTT5SharedSubscriptionTests {
    @Test(arguments: ProbeDriver.allCases, ["$share//t", "$share/", "$share/g"])
    func `[MQTT-4.8.2-1] [MQTT-4.8.2-2] a share without name or filter is refused`(
        _ driver: ProbeDriver, _ filter: String
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        await probe.send(
            .subscribe(Subscribe(packetID: try id(1), subscriptions: [Subscription(filter)])))
        try await probe.expectEnd()
    }

    @Test(
        arguments: ProbeDriver.allCases, ["$share/+/t", "$share/#/t", "$share/a+/t", "$share/g/"])
    func `[MQTT-4.8.2-2] a share name with a wildcard, or nothing behind it, is refused`(
        _ driver: ProbeDriver, _ filter: String
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        await probe.send(
            .subscribe(Subscribe(packetID: try id(1), subscriptions: [Subscription(filter)])))
        try await probe.expectEnd()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.8.2-1] members of a share take turns, and each message goes to one`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        var members: [Probe] = []
        for number in 0..<3 {
            let member = try await broker.join("m\(number)")
            try await member.subscribe("$share/g/t/#", qos: .atMostOnce)
            members.append(member)
        }
        let alone = try await broker.join("alone")
        try await alone.subscribe("t/1", qos: .atMostOnce)
        let publisher = try await broker.join("p")
        for number in 0..<6 { try await publisher.deliver("t/1", "\(number)") }
        var seen: Set<String> = []
        for member in members {
            for _ in 0..<2 {
                let publish = try await member.nextPublish()
                #expect(seen.insert(String(decoding: publish.payload, as: UTF8.self)).inserted)
            }
            try await member.expectNothing()
        }
        #expect(seen.count == 6)
        for _ in 0..<6 { _ = try await alone.nextPublish() }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.8.2-3] each member gets the QoS that it was granted`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let low = try await broker.join("low")
        try await low.subscribe("$share/g/t", qos: .atMostOnce)
        let high = try await broker.join("high")
        try await high.subscribe("$share/g/t", qos: .exactlyOnce)
        let publisher = try await broker.join("p")
        for _ in 0..<2 { try await publisher.deliver("t", "x", .exactlyOnce) }
        #expect(try await low.nextPublish().qos == .atMostOnce)
        #expect(try await high.nextPublish().qos == .exactlyOnce)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.8.2-4] a QoS 2 message that began with a member is completed with it`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let first = try await broker.join("first", properties: [.sessionExpiryInterval(100)])
        try await first.subscribe("$share/g/t")
        let publisher = try await broker.join("p")
        try await publisher.deliver("t", "x", .exactlyOnce)
        let begun = try await first.nextPublish()
        let second = try await broker.join("second")
        try await second.subscribe("$share/g/t")
        await first.drop()
        let back = try await broker.join(
            "first", cleanStart: false, properties: [.sessionExpiryInterval(100)])
        let again = try await back.nextPublish()
        #expect(again.isDuplicate && again.packetID == begun.packetID)
        await back.send(.pubrec(Acknowledgement(packetID: try #require(begun.packetID))))
        try await back.expectAcknowledgement(.pubrel, try #require(begun.packetID?.rawValue))
        try await second.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.8.2-5] a QoS 2 message whose member is gone goes to nobody else`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let first = try await broker.join("first", properties: [.sessionExpiryInterval(100)])
        try await first.subscribe("$share/g/t")
        let publisher = try await broker.join("p")
        try await publisher.deliver("t", "x", .exactlyOnce)
        _ = try await first.nextPublish()
        let second = try await broker.join("second")
        try await second.subscribe("$share/g/t")
        await first.drop()
        let back = try await broker.join("first", cleanStart: true)  // its session ends
        try await back.expectNothing()
        try await second.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.8.2-6] a message that a member refuses goes to nobody else`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let first = try await broker.join("first")
        try await first.subscribe("$share/g/t")
        let publisher = try await broker.join("p")
        try await publisher.deliver("t", "1", .atLeastOnce)
        try await publisher.deliver("t", "2", .exactlyOnce)
        for _ in 0..<2 { _ = try await first.nextPublish() }
        let second = try await broker.join("second")
        try await second.subscribe("$share/g/t")
        await first.send(
            .puback(try ack(1, .unspecifiedError)), .pubrec(try ack(2, .unspecifiedError)))
        try await first.expectNothing()
        try await second.expectNothing()
    }
}
