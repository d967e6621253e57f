import BrokerCore
import MQTTPackets
import MQTTProbe
import MQTTTopics
import Testing

/// The disk takes nothing: whatever clients do, what waits for it stays bounded, and all goes on
/// when it is well again.
@Suite struct FullJournalTests {
    private func makeBench() -> ShardBench {
        ShardBench(journals: true) { limits in
            limits.journalBytesMax = 2_000
            limits.heldAcknowledgementsMax = 8
        }
    }

    /// Publishes more than may wait; answers who did.
    private func fill(_ bench: ShardBench) throws -> ShardBench.Client {
        let subscriber = try bench.join("s", isClean: false)
        bench.commit()
        try bench.subscribe(subscriber, "full", .atLeastOnce)
        bench.commit()
        let publisher = try bench.join("p")
        bench.publish(
            publisher, "full", Array(repeating: 1, count: 3_000), .atLeastOnce, packetID: 1)
        return publisher
    }

    private func waitingBytes(_ bench: ShardBench) -> Int {
        bench.shards[0].census().waitingJournalBytes
    }

    @Test(arguments: [false, true])
    func `who must be kept, or has a will, is refused; others are not`(hasWill: Bool) throws {
        let bench = makeBench()
        _ = try fill(bench)
        let before = waitingBytes(bench)
        for _ in 0..<100 {
            let old = bench.connect(
                Connect(
                    version: .v311, clientID: "k", cleanStart: hasWill,
                    will: hasWill ? Will(topic: "w", payload: [1]) : nil))
            #expect(bench.takeBytes(from: old) == [0x20, 2, 0, 3])
            let new = bench.connect(
                Connect(
                    version: .v5, clientID: "n", cleanStart: hasWill,
                    will: hasWill ? Will(topic: "w", payload: [1]) : nil,
                    properties: hasWill ? [] : [.sessionExpiryInterval(9)]))
            #expect(
                try bench.take(from: new, version: .v5) == [
                    .connack(ConnAck(isSessionPresent: false, reasonCode: .serverBusy))
                ])
            #expect(bench.isClosed(old) && bench.isClosed(new))
        }
        let clean = bench.connect(Connect(version: .v311, clientID: "c"))
        #expect(bench.takeBytes(from: clean) == [0x20, 2, 0, 0])
        #expect(waitingBytes(bench) == before)
        bench.commit()
        let kept = bench.connect(Connect(version: .v311, clientID: "k", cleanStart: false))
        bench.commit()
        #expect(bench.takeBytes(from: kept) == [0x20, 2, 0, 0])
    }

    @Test func `who would end a kept session is refused, and the session stays`() throws {
        let bench = makeBench()
        let kept = try bench.join("k", isClean: false)
        _ = try fill(bench)
        let again = bench.connect(Connect(version: .v311, clientID: "k"))
        #expect(bench.takeBytes(from: again) == [0x20, 2, 0, 3])
        #expect(!bench.isClosed(kept))
    }

    @Test func `a kept session's SUBSCRIBE and UNSUBSCRIBE wait`() throws {
        let bench = makeBench()
        let kept = try bench.join("k", isClean: false)
        let clean = try bench.join("c")
        _ = try fill(bench)
        _ = bench.takeBytes(from: kept)
        let before = waitingBytes(bench)
        for number in 0..<50 {
            try bench.subscribe(kept, "f\(number)")
            try bench.unsubscribe(kept, "f\(number)")
        }
        #expect(bench.takeBytes(from: kept) == [])
        #expect(waitingBytes(bench) == before)
        #expect(try bench.subscribe(clean, "f").map(\.type) == [.suback])
        bench.commit()
        let answers = try bench.take(from: kept).map(\.type)
        #expect(answers == (0..<100).map { $0 % 2 == 0 ? .suback : .unsuback })
        #expect(bench.shards[0].census().stalledConnections == 0)
    }

    @Test(arguments: [3, 100])
    func `what is retained at QoS 0 is written later, its last value alone`(topics: Int) throws {
        let bench = makeBench()
        let publisher = try fill(bench)
        let before = waitingBytes(bench)
        for number in 0..<300 {
            bench.publish(
                publisher, "r\(number % topics)", [UInt8(number % 250), 7], isRetained: true)
        }
        #expect(waitingBytes(bench) <= before + 600)
        bench.commit()
        var last: [String: [UInt8]] = [:]
        var serials: [UInt64] = []
        for case .retained(let message, let serial) in bench.journal {
            last[String(decoding: message.bytes[message.topic], as: UTF8.self)] = Array(
                message.bytes[message.payload])
            serials.append(serial)
        }
        #expect(last.count == topics)
        for topic in 0..<topics {
            #expect(last["r\(topic)"] == [UInt8((300 - topics + topic) % 250), 7])
        }
        #expect(serials == (1...UInt64(serials.count)).map { $0 })
        if topics == 3 { #expect(serials.count == 3) }
        #expect(bench.shards[0].census().stalledConnections == 0)
        #expect(waitingBytes(bench) == 0)
    }

    @Test func `acknowledgements that wait are bounded for each connection`() throws {
        let bench = makeBench()
        let publisher = try bench.join("p", isClean: false)
        bench.commit()
        _ = bench.takeBytes(from: publisher)
        for _ in 0..<100 { bench.publish(publisher, "a", [1], .exactlyOnce, packetID: 7) }
        for _ in 0..<100 { try bench.acknowledge(publisher, Packet.pubrel, 9) }
        for _ in 0..<100 { bench.publish(publisher, "b", [1], .atLeastOnce, packetID: 8) }
        #expect(bench.takeBytes(from: publisher) == [])
        #expect(bench.shards[0].census().heldAcknowledgements <= 9)
        bench.commit()
        let answers = try bench.take(from: publisher).map(\.type)
        let expected: [PacketType] =
            Array(repeating: .pubrec, count: 100) + Array(repeating: .pubcomp, count: 100)
            + Array(repeating: .puback, count: 100)
        #expect(answers == expected)
        #expect(bench.shards[0].census().stalledConnections == 0)
    }
}
