import BrokerCore
import MQTTPackets
import MQTTProbe
import MQTTTopics
import Testing

@Suite struct AnnouncementTests {
    @Test(arguments: [1, 3])
    func `what the broker says of itself reaches subscribers of $SYS alone`(
        shardCount: Int
    ) throws {
        let bench = ShardBench(shardCount: shardCount)
        let clients = try ["a", "b", "c", "d"].map { try bench.join($0) }
        for client in clients { try bench.subscribe(client, "$SYS/#") }
        let wild = try bench.join("wild")
        try bench.subscribe(wild, "#")
        bench.shards[0].announce("kept", on: "$SYS/broker/store/state", now: bench.now)
        bench.settle()
        for client in clients {
            #expect(try bench.payloads(from: client) == [Array("kept".utf8)])
        }
        #expect(bench.takeBytes(from: wild) == [])
    }

    @Test func `it is retained, and never journalled`() throws {
        let bench = ShardBench(journals: true)
        bench.shards[0].announce("kept", on: "$SYS/broker/store/state", now: bench.now)
        bench.shards[0].announce("failed", on: "$SYS/broker/store/state", now: bench.now)
        bench.settle()
        #expect(bench.journal.isEmpty)
        let client = try bench.join("c")
        let answers = try bench.subscribe(client, "$SYS/#")
        #expect(answers.count == 2)
        guard case .publish(let publish) = answers[1] else { throw ProbeFailure("no PUBLISH") }
        #expect(publish.payload == Array("failed".utf8) && publish.isRetained)
    }

    @Test func `the journal's serials of retained messages have no gaps`() throws {
        let bench = ShardBench(journals: true)
        var state = StoredState()
        state.retained = [
            StoredMessage(
                topic: Array("b".utf8).span, properties: [UInt8]().span,
                payload: Array("1".utf8).span, qos: .atMostOnce, deadlineNanoseconds: nil)
        ]
        bench.shards[0].restore(state, now: bench.now)
        bench.shards[0].announce("kept", on: "$SYS/broker/store/state", now: bench.now)
        let client = try bench.join("c")
        bench.publish(client, "a", [1], isRetained: true)
        bench.shards[0].announce("failed", on: "$SYS/broker/store/state", now: bench.now)
        bench.publish(client, "a", [], isRetained: true)
        let serials = bench.journal.compactMap { operation -> UInt64? in
            switch operation {
            case .retained(_, let serial), .retainedRemoved(_, let serial): serial
            default: nil
            }
        }
        #expect(serials == [1, 2])
    }

    @Test(arguments: [QoS.atMostOnce, .atLeastOnce, .exactlyOnce])
    func `a client may not publish below $SYS, and MQTT 5 says so`(qos: QoS) throws {
        let bench = ShardBench()
        let reader = try bench.join("reader")
        try bench.subscribe(reader, "$SYS/#")
        let client = try bench.join("c", .v5)
        let packetID = qos == .atMostOnce ? nil : try id(5)
        bench.send(
            .publish(
                Publish(
                    topic: "$SYS/a", payload: [1], qos: qos, isRetained: true,
                    packetID: packetID)), version: .v5, from: client)
        let answer: [Packet] =
            switch qos {
            case .atMostOnce: []
            case .atLeastOnce: [.puback(try ack(5, .notAuthorized))]
            case .exactlyOnce: [.pubrec(try ack(5, .notAuthorized))]
            }
        #expect(try bench.take(from: client, version: .v5) == answer)
        #expect(bench.takeBytes(from: reader) == [])
        #expect(!bench.isClosed(client))
    }

    @Test func `a will below $SYS is not published`() throws {
        let bench = ShardBench()
        let reader = try bench.join("reader")
        try bench.subscribe(reader, "$SYS/#")
        let client = try bench.join("c", will: Will(topic: "$SYS/a", payload: [1]))
        bench.lose(client)
        #expect(bench.takeBytes(from: reader) == [])
    }
}
