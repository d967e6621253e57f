import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

@Suite struct ReceiveMaximumTests {
    @Test func `more QoS 2 messages than Receive Maximum end with 0x93 [MQTT-3.3.4-7]`() throws {
        let bench = ShardBench { $0.receiveMaximum = 3 }
        let client = try bench.join("c", .v5)
        for packetID in UInt16(1)...4 {
            bench.publish(client, "a", [1], .exactlyOnce, packetID: packetID, version: .v5)
        }
        #expect(bench.isClosed(client))
        #expect(bench.takeBytes(from: client).suffix(3) == [0xE0, 1, 0x93])
        #expect(bench.endReason(of: client) == .receiveMaximumExceeded(max: 3))
    }

    @Test func `an older client with too many QoS 2 messages is closed without a word`() throws {
        let bench = ShardBench()
        let client = try bench.join("c")
        for packetID in UInt16(1)...20 {
            bench.publish(client, "a", [1], .exactlyOnce, packetID: packetID)
        }
        #expect(!bench.isClosed(client))
        _ = try bench.take(from: client)
        bench.publish(client, "a", [1], .exactlyOnce, packetID: 21)
        #expect(bench.takeBytes(from: client) == [])
        #expect(bench.isClosed(client))
    }

    @Test func `a million QoS 2 messages that are released pass`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        for number in 1...1_000 {
            let packetID = UInt16(number)
            bench.publish(client, "a", [1], .exactlyOnce, packetID: packetID, version: .v5)
            try bench.acknowledge(client, Packet.pubrel, packetID, version: .v5)
        }
        #expect(!bench.isClosed(client))
    }

    @Test func `ten duplicates are one message under way [MQTT-4.3.3-10]`() throws {
        let bench = ShardBench { $0.receiveMaximum = 1 }
        let subscriber = try bench.join("s")
        try bench.subscribe(subscriber, "a")
        let client = try bench.join("c", .v5)
        for number in 0..<11 {
            bench.publish(
                client, "a", [1], .exactlyOnce, packetID: 7, version: .v5, isDuplicate: number > 0)
        }
        #expect(
            try bench.take(from: client, version: .v5)
                == Array(repeating: .pubrec(try ack(7)), count: 11))
        #expect(try bench.payloads(from: subscriber) == [[1]])
    }

    @Test func `messages of an earlier connection do not count [MQTT-3.3.4-7]`() throws {
        let bench = ShardBench { $0.receiveMaximum = 2 }
        func join() throws -> ShardBench.Client {
            try bench.join("c", .v5, isClean: false, properties: [.sessionExpiryInterval(100)])
        }
        let first = try join()
        for packetID in UInt16(1)...2 {
            bench.publish(first, "a", [1], .exactlyOnce, packetID: packetID, version: .v5)
        }
        bench.lose(first)
        let second = try join()
        for packetID in UInt16(3)...4 {
            bench.publish(second, "a", [1], .exactlyOnce, packetID: packetID, version: .v5)
        }
        #expect(!bench.isClosed(second))
        // Releasing what an earlier connection brought frees nothing on this one.
        try bench.acknowledge(second, Packet.pubrel, 1, version: .v5)
        bench.publish(second, "a", [1], .exactlyOnce, packetID: 5, version: .v5)
        #expect(bench.isClosed(second))
        #expect(bench.takeBytes(from: second).suffix(3) == [0xE0, 1, 0x93])
    }

    @Test func `QoS 1 messages count until their PUBACK leaves [MQTT-3.3.4-7]`() throws {
        let bench = ShardBench(journals: true) { $0.receiveMaximum = 2 }
        let away = try bench.join("away", isClean: false)
        bench.commit()
        try bench.subscribe(away, "a", .atLeastOnce)
        bench.commit()
        bench.lose(away)
        let client = try bench.join("c", .v5)
        func publish(_ packetID: UInt16) {
            bench.publish(client, "a", [1], .atLeastOnce, packetID: packetID, version: .v5)
        }
        publish(1)
        publish(2)
        #expect(bench.takeBytes(from: client) == [])
        bench.commit()
        #expect(bench.takeBytes(from: client) == [0x40, 2, 0, 1, 0x40, 2, 0, 2])
        publish(3)
        publish(4)
        #expect(!bench.isClosed(client))
        publish(5)
        #expect(bench.takeBytes(from: client) == [0xE0, 1, 0x93])
    }

    @Test func `QoS 1 messages of an older client do not count`() throws {
        let bench = ShardBench(journals: true) { $0.receiveMaximum = 2 }
        let away = try bench.join("away", isClean: false)
        bench.commit()
        try bench.subscribe(away, "a", .atLeastOnce)
        bench.commit()
        bench.lose(away)
        let client = try bench.join("c")
        for packetID in UInt16(1)...50 {
            bench.publish(client, "a", [1], .atLeastOnce, packetID: packetID)
        }
        bench.commit()
        #expect(try bench.take(from: client).count == 50)
        #expect(!bench.isClosed(client))
    }

    @Test func `a refused message does not count any more [MQTT-3.3.4-8]`() throws {
        let bench = ShardBench {
            $0.receiveMaximum = 1
            $0.payloadBytesMax = 1
        }
        let client = try bench.join("c", .v5)
        for packetID in UInt16(1)...3 {
            bench.publish(client, "a", [1, 2], .exactlyOnce, packetID: packetID, version: .v5)
        }
        bench.publish(client, "a", [1], .exactlyOnce, packetID: 4, version: .v5)
        #expect(
            try bench.take(from: client, version: .v5).last
                == .pubrec(try ack(4, .noMatchingSubscribers)))
        #expect(!bench.isClosed(client))
    }
}
