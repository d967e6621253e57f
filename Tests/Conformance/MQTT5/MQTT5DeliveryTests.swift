import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 5, section 4.3: the three qualities of service, as the broker obeys them both ways.
struct MQTT5DeliveryTests {
    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.3.1-1] QoS 0 is sent once, with QoS 0 and without DUP`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", properties: [.sessionExpiryInterval(100)])
        try await probe.subscribe("t")
        try await probe.send("30 05 00 01 't' 00 'x'")
        try await probe.expect("30 05 00 01 't' 00 'x'")
        await probe.drop()
        let back = try await broker.join("a", cleanStart: false)
        try await back.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func
        `[MQTT-4.3.2-1] [MQTT-4.3.2-2] [MQTT-4.3.3-1] [MQTT-4.3.3-2] a new message, a free identifier`(
            _ driver: ProbeDriver
        ) async throws
    {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a")
        try await probe.subscribe("t")
        let publisher = try await broker.join("p")
        var used: Set<UInt16> = []
        for number in 0..<6 {
            let qos: QoS = number.isMultiple(of: 2) ? .atLeastOnce : .exactlyOnce
            try await publisher.publish(
                "t", "x", qos, packetID: UInt16(number + 1), isDuplicate: true)
            _ = try await publisher.next()
            let publish = try await probe.nextPublish()
            #expect(publish.qos == qos && !publish.isDuplicate)
            #expect(used.insert(try #require(publish.packetID?.rawValue)).inserted)
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.3.2-3] a QoS 1 message is owed until its PUBACK`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        var probe = try await broker.join("a", properties: [.sessionExpiryInterval(100)])
        try await probe.subscribe("t")
        try await (try await broker.join("p")).deliver("t", "x", .atLeastOnce)
        _ = try await probe.nextPublish()
        for _ in 0..<2 {
            await probe.drop()
            probe = try await broker.join(
                "a", cleanStart: false, properties: [.sessionExpiryInterval(100)])
            #expect(try await probe.nextPublish().packetID?.rawValue == 1)
        }
        await probe.send(.pubrec(try ack(1)), .pubcomp(try ack(1)))  // the wrong answers
        _ = try await probe.next()  // PUBREL of an identifier that was not found
        await probe.send(.puback(try ack(1)))
        await probe.drop()
        let last = try await broker.join("a", cleanStart: false)
        try await last.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.3.2-4] [MQTT-4.3.2-5] after PUBACK the identifier stands for a new message`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher")
        try await watcher.subscribe("t", qos: .atMostOnce)
        let probe = try await broker.join("a")
        for packet in ["32", "32", "3A"] {
            try await probe.send("\(packet) 07 00 01 't' 00 07 00 'x'")
            try await probe.expect("40 02 00 07")
            #expect(try await watcher.nextPublish().topic == "t")
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func
        `[MQTT-4.3.3-3] [MQTT-4.3.3-4] [MQTT-4.3.3-5] [MQTT-4.3.3-6] the sender's steps of QoS 2`(
            _ driver: ProbeDriver
        ) async throws
    {
        let broker = try ProbedBroker(driver)
        var probe = try await broker.join("a", properties: [.sessionExpiryInterval(100)])
        try await probe.subscribe("t")
        try await (try await broker.join("p")).deliver("t", "x", .exactlyOnce)
        _ = try await probe.nextPublish()
        func again() async throws {
            await probe.drop()
            probe = try await broker.join(
                "a", cleanStart: false, properties: [.sessionExpiryInterval(100)])
        }
        try await again()
        #expect(try await probe.nextPublish().isDuplicate)  // no PUBREC came
        await probe.send(.pubrec(try ack(1)))
        try await probe.expect("62 02 00 01")
        try await again()
        try await probe.expect("62 02 00 01")  // PUBREL, and PUBLISH never again
        await probe.send(.pubrec(try ack(1)))  // a repeated PUBREC gets its PUBREL
        try await probe.expect("62 02 00 01")
        try await probe.expectNothing()
        await probe.send(.pubcomp(try ack(1)))
        try await again()
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.timed)
    func `[MQTT-4.3.3-7] a QoS 2 message that was sent expires no more`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", properties: [.sessionExpiryInterval(1_000)])
        try await probe.subscribe("t")
        let publisher = try await broker.join("p")
        try await publisher.deliver(
            "t", "x", .exactlyOnce, properties: [.messageExpiryInterval(10)])
        _ = try await probe.nextPublish()
        await probe.drop()
        try broker.advance(seconds: 60)
        let back = try await broker.join("a", cleanStart: false)
        let publish = try await back.nextPublish()
        #expect(publish.isDuplicate && publish.packetID?.rawValue == 1)
    }

    @Test(arguments: ProbeDriver.allCases)
    func
        `[MQTT-4.3.3-8] [MQTT-4.3.3-10] [MQTT-4.3.3-11] [MQTT-4.3.3-12] the receiver's steps of QoS 2`(
            _ driver: ProbeDriver
        ) async throws
    {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher")
        try await watcher.subscribe("t", qos: .atMostOnce)
        let probe = try await broker.join("a")
        for _ in 0..<2 {  // after PUBCOMP the identifier is new
            for firstByte in ["34", "3C", "34"] {
                try await probe.send("\(firstByte) 07 00 01 't' 00 07 00 'x'")
                try await probe.expect("50 02 00 07")
            }
            #expect(try await watcher.nextPublish().topic == "t")
            try await watcher.expectNothing()
            try await probe.send("62 02 00 07")
            try await probe.expect("70 02 00 07")
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.3.3-9] after a PUBREC of failure the identifier stands for a new message`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) { $0.limits.payloadBytesMax = 1 }
        let watcher = try await broker.join("watcher")
        try await watcher.subscribe("t", qos: .atMostOnce)
        let probe = try await broker.join("a")
        try await probe.send("34 08 00 01 't' 00 07 00 'xx'")
        try await probe.expect("50 03 00 07 97")
        try await probe.send("34 07 00 01 't' 00 07 00 'y'")
        try await probe.expect("50 02 00 07")
        #expect(try await watcher.nextPublish().payload == Array("y".utf8))
    }

    @Test(arguments: ProbeDriver.timed)
    func `[MQTT-4.3.3-13] the exchange of an expired QoS 2 message is completed`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a")
        try await probe.publish(
            "t", "x", .exactlyOnce, packetID: 7, properties: [.messageExpiryInterval(1)])
        try await probe.expectAcknowledgement(.pubrec, 7)
        try broker.advance(seconds: 10)
        try await probe.publish(
            "t", "x", .exactlyOnce, packetID: 7, isDuplicate: true,
            properties: [.messageExpiryInterval(1)])
        try await probe.expectAcknowledgement(.pubrec, 7)
        await probe.send(.pubrel(try ack(7)))
        try await probe.expectAcknowledgement(.pubcomp, 7)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.6.0-5] [MQTT-4.6.0-6] messages of a publisher come in their order`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let exact = try await broker.join("exact", properties: [.receiveMaximum(3)])
        try await exact.subscribe("t", qos: .atLeastOnce)
        let wild = try await broker.join("wild")
        try await wild.subscribe("#", qos: .atMostOnce)
        let publisher = try await broker.join("p")
        for number in 0..<20 { try await publisher.deliver("t", "\(number)") }
        for number in 0..<20 {
            let publish = try await exact.nextPublish()
            #expect(publish.payload == Array("\(number)".utf8))
            await exact.send(.puback(Acknowledgement(packetID: try #require(publish.packetID))))
            #expect(try await wild.nextPublish().payload == Array("\(number)".utf8))
        }
    }
}
