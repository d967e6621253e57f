import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 3.1.1, section 4.6: the order of messages, as the broker obeys it.
struct MQTT311OrderTests {
    /// Every topic is an ordered one: no setting makes it otherwise.
    @Test(arguments: ProbeDriver.allCases, [1, 3])
    func `[MQTT-4.6.0-5] [MQTT-4.6.0-6] messages arrive in the order of their publisher`(
        _ driver: ProbeDriver, _ shardCount: Int
    ) async throws {
        let broker = try ProbedBroker(driver, shardCount: shardCount)
        var subscribers: [Probe] = []
        for clientID in ["a", "b", "c"] {
            let probe = try await broker.join(clientID, .v311)
            try await probe.subscribe("t", "u/#")
            subscribers.append(probe)
        }
        let publisher = try await broker.join("p", .v311)
        let all = [QoS.atMostOnce, .atLeastOnce, .exactlyOnce]
        for number in 0..<60 {
            let topic = number.isMultiple(of: 2) ? "t" : "u/v"
            try await publisher.deliver(topic, "\(number)", all[number % 3])
        }
        for probe in subscribers {
            var numbers: [String: [Int]] = [:]
            for _ in 0..<60 {
                let publish = try await probe.nextPublish()
                let number = try #require(Int(String(decoding: publish.payload, as: UTF8.self)))
                numbers["\(publish.topic) \(publish.qos.rawValue)", default: []].append(number)
            }
            #expect(numbers.count == 6)
            for (_, sequence) in numbers {
                #expect(sequence == sequence.sorted() && sequence.count == 10)
            }
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.6.0-6] messages that wait for the window or the client keep their order`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) { $0.limits.inflightMessagesMax = 2 }
        let publisher = try await broker.join("p", .v311)
        let first = try await broker.join("a", .v311, cleanStart: false)
        try await first.subscribe("t")
        for number in 0..<4 { try await publisher.deliver("t", "\(number)") }
        try await first.expect("32 06 00 01 't' 00 01 '0' 32 06 00 01 't' 00 02 '1'")
        try await first.expectNothing()
        await first.drop()
        try await broker.ended("a")
        for number in 4..<6 { try await publisher.deliver("t", "\(number)") }
        let second = try await broker.join("a", .v311, cleanStart: false)
        try await second.expect("3A 06 00 01 't' 00 01 '0' 3A 06 00 01 't' 00 02 '1'")
        for number in 6..<8 { try await publisher.deliver("t", "\(number)") }
        try await second.expectNothing()
        for number: UInt16 in 1...6 {
            await second.send(.puback(try ack(number)))
            let publish = try await second.nextPublish()
            #expect(publish.payload == Array("\(number + 1)".utf8) && !publish.isDuplicate)
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.6.0-6] PUBLISH packets are sent again in their first order`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        let first = try await broker.join("a", .v311, cleanStart: false)
        try await first.subscribe("t")
        for number in 0..<9 {
            try await publisher.deliver(
                "t", "\(number)", number.isMultiple(of: 2) ? .atLeastOnce : .exactlyOnce)
        }
        for _ in 0..<9 { _ = try await first.nextPublish() }
        try await first.send("40 02 00 05 40 02 00 01")
        try await first.expectNothing()
        await first.drop()
        try await broker.ended("a")
        let second = try await broker.join("a", .v311, cleanStart: false)
        for number in [1, 2, 3, 5, 6, 7, 8] {
            let publish = try await second.nextPublish()
            #expect(publish.packetID?.rawValue == UInt16(number + 1))
            #expect(publish.payload == Array("\(number)".utf8))
        }
        try await second.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.6.0-6] PUBACK and PUBREC come in the order of the PUBLISH packets`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a", .v311)
        try await probe.send("32 05 00 01 't' 00 09 34 05 00 01 't' 00 08 32 05 00 01 't' 00 07")
        try await probe.send("34 05 00 01 't' 00 06 3C 05 00 01 't' 00 08 32 05 00 01 't' 00 05")
        try await probe.expect("40 02 00 09 50 02 00 08 40 02 00 07")
        try await probe.expect("50 02 00 06 50 02 00 08 40 02 00 05")
        try await probe.send("62 02 00 06 62 02 00 08")
        try await probe.expect("70 02 00 06 70 02 00 08")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.6.0-6] PUBREL packets come in the order of the PUBREC packets`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", .v311)
        try await probe.subscribe("t")
        let publisher = try await broker.join("p", .v311)
        for _ in 0..<3 {
            try await publisher.deliver("t", "x", .exactlyOnce)
            _ = try await probe.nextPublish()
        }
        try await probe.send("50 02 00 02 50 02 00 03 50 02 00 01")
        try await probe.expect("62 02 00 02 62 02 00 03 62 02 00 01")
    }
}
