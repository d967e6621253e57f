import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

@Suite struct LimitTests {
    /// A subscriber that is away, with a queue of the limit's size, and its filter.
    private func away(_ bench: ShardBench, _ clientID: String = "s", _ filter: String = "a") throws
    {
        let client = try bench.join(clientID, isClean: false)
        try bench.subscribe(client, filter, .atLeastOnce)
        bench.lose(client)
    }

    @Test func `a v5 publisher is told that a queue is full`() throws {
        let bench = ShardBench { $0.queuedMessagesMax = 2 }
        try away(bench)
        let publisher = try bench.join("p", .v5)
        for packetID in UInt16(1)...3 {
            bench.publish(
                publisher, "a", [UInt8(packetID)], .atLeastOnce, packetID: packetID,
                version: .v5)
        }
        bench.publish(publisher, "a", [4], .exactlyOnce, packetID: 4, version: .v5)
        #expect(
            try bench.take(from: publisher, version: .v5) == [
                .puback(try ack(1)), .puback(try ack(2)),
                .puback(try ack(3, .quotaExceeded)), .pubrec(try ack(4, .quotaExceeded)),
            ])
        let back = bench.connect(Connect(version: .v311, clientID: "s", cleanStart: false))
        #expect(try bench.payloads(from: back) == [[1], [2]])
        // A refused identifier is free again.
        bench.publish(publisher, "a", [5], .exactlyOnce, packetID: 4, version: .v5)
        #expect(try bench.take(from: publisher, version: .v5) == [.pubrec(try ack(4))])
    }

    @Test func `a v3 publisher is not read from while a queue is full`() throws {
        let bench = ShardBench { $0.queuedMessagesMax = 2 }
        try away(bench)
        let publisher = try bench.join("p")
        for packetID in UInt16(1)...4 {
            bench.publish(publisher, "a", [UInt8(packetID)], .atLeastOnce, packetID: packetID)
        }
        #expect(bench.paused == [publisher])
        #expect(try bench.take(from: publisher).count == 2)
        let back = bench.connect(Connect(version: .v311, clientID: "s", cleanStart: false))
        #expect(try bench.payloads(from: back) == [[1], [2], [3], [4]])
        #expect(try bench.take(from: publisher).count == 2)
        #expect(bench.paused == [])
    }

    @Test func `a client that acknowledges nothing fills its queue, durable or not`() throws {
        let bench = ShardBench(journals: true) { limits in
            limits.inflightMessagesMax = 1
            limits.queuedMessagesMax = 10
        }
        let silent = try bench.join("s", isClean: false)
        bench.commit()
        try bench.subscribe(silent, "a", .exactlyOnce)
        bench.commit()
        let publisher = try bench.join("p", .v5)
        for packetID in UInt16(1)...20 {
            bench.publish(
                publisher, "a", [1], .exactlyOnce, packetID: packetID, version: .v5)
            bench.commit()
        }
        #expect(bench.shards[0].queuedMessages(of: "s") == 10)
        let refused = try bench.take(from: publisher, version: .v5).count { packet in
            if case .pubrec(let answer) = packet {
                answer.reasonCode == .quotaExceeded
            } else {
                false
            }
        }
        #expect(refused == 9)
    }

    /// A client identifier whose home is another shard than that of `clientID`.
    private func stranger(to clientID: String, shardCount: Int) throws -> String {
        let home = Shard.home(of: clientID, shardCount: shardCount)
        return try #require(
            (0..<100).map { "s\($0)" }.first {
                Shard.home(of: $0, shardCount: shardCount) != home
            })
    }

    @Test func `publishers of every shard wait for a full queue and go on after it`() throws {
        let bench = ShardBench(shardCount: 3) { $0.queuedMessagesMax = 2 }
        let subscriber = try stranger(to: "p", shardCount: 3)
        try away(bench, subscriber, "a/+")
        let publisher = try bench.join("p")
        for packetID in UInt16(1)...4 {
            bench.publish(publisher, "a/b", [UInt8(packetID)], .atLeastOnce, packetID: packetID)
        }
        #expect(bench.paused == [publisher])
        let back = bench.connect(Connect(version: .v311, clientID: subscriber, cleanStart: false))
        #expect(try bench.payloads(from: back) == [[1], [2], [3], [4]])
        #expect(try bench.take(from: publisher).count == 4)
        #expect(bench.paused == [])
    }

    @Test func `a v5 publisher on another shard is told that a queue is full`() throws {
        let bench = ShardBench(shardCount: 2) { $0.queuedMessagesMax = 1 }
        let subscriber = try stranger(to: "p", shardCount: 2)
        try away(bench, subscriber)
        let publisher = try bench.join("p", .v5)
        for packetID in UInt16(1)...2 {
            bench.publish(
                publisher, "a", [1], .atLeastOnce, packetID: packetID, version: .v5)
        }
        bench.publish(publisher, "b", [1], .atLeastOnce, packetID: 3, version: .v5)
        #expect(
            try bench.take(from: publisher, version: .v5) == [
                .puback(try ack(1)), .puback(try ack(2, .quotaExceeded)),
                .puback(try ack(3, .noMatchingSubscribers)),
            ])
        _ = try bench.join(subscriber)  // a clean start discards the full queue
        bench.publish(publisher, "a", [1], .atLeastOnce, packetID: 4, version: .v5)
        #expect(
            try bench.take(from: publisher, version: .v5)
                == [.puback(try ack(4, .noMatchingSubscribers))])
    }

    @Test func `bytes fill a queue as well as messages`() throws {
        let bench = ShardBench {
            $0.queuedMessagesMax = nil
            $0.queuedBytesMax = 100
        }
        try away(bench)
        let publisher = try bench.join("p", .v5)
        for packetID in UInt16(1)...3 {
            bench.publish(
                publisher, "a", Array(repeating: 0, count: 60), .atLeastOnce,
                packetID: packetID, version: .v5)
        }
        #expect(
            try bench.take(from: publisher, version: .v5).last
                == .puback(try ack(3, .quotaExceeded)))
    }

    @Test func `a publisher that waits too long is sent away`() throws {
        let bench = ShardBench { $0.queuedMessagesMax = 1 }
        try away(bench)
        let publisher = try bench.join("p", keepAlive: 4)
        for packetID in UInt16(1)...2 {
            bench.publish(publisher, "a", [1], .atLeastOnce, packetID: packetID)
        }
        bench.advance(seconds: 29)
        #expect(!bench.isClosed(publisher), "it is us who do not read")
        bench.advance(seconds: 1)
        #expect(bench.isClosed(publisher))
        #expect(bench.endReason(of: publisher) == .queueStayedFull)
    }

    @Test func `a stall does not begin anew because another queue got room`() throws {
        let bench = ShardBench { $0.queuedMessagesMax = 1 }
        try away(bench, "s", "a")
        let publisher = try bench.join("p")
        let other = try bench.join("o", .v5)
        for packetID in UInt16(1)...2 {
            bench.publish(publisher, "a", [1], .atLeastOnce, packetID: packetID)
        }
        for round in UInt16(1)...3 {
            bench.advance(seconds: 10)
            try away(bench, "t", "b")
            bench.publish(other, "b", [1], .atLeastOnce, packetID: round, version: .v5)
            _ = try bench.join("t")  // its queue is gone, and all who wait try again
        }
        #expect(bench.isClosed(publisher))
    }

    @Test func `a publisher whose full subscriber leaves for good goes on`() throws {
        let bench = ShardBench { $0.queuedMessagesMax = 1 }
        try away(bench)
        let publisher = try bench.join("p")
        for packetID in UInt16(1)...3 {
            bench.publish(publisher, "a", [1], .atLeastOnce, packetID: packetID)
        }
        #expect(bench.paused == [publisher])
        _ = try bench.join("s")  // clean
        #expect(bench.paused == [])
        #expect(try bench.take(from: publisher).count == 3)
    }

    @Test func `expired messages make room in a full queue`() throws {
        let bench = ShardBench { $0.queuedMessagesMax = 2 }
        try away(bench)
        let publisher = try bench.join("p", .v5)
        for packetID in UInt16(1)...3 {
            bench.publish(
                publisher, "a", [1], .atLeastOnce, packetID: packetID, version: .v5,
                properties: [.messageExpiryInterval(5)])
        }
        bench.advance(seconds: 5)
        bench.publish(publisher, "a", [1], .atLeastOnce, packetID: 4, version: .v5)
        #expect(try bench.take(from: publisher, version: .v5).last == .puback(try ack(4)))
    }

    @Test func `QoS 0 for a slow reader is dropped, counted and told once`() throws {
        let bench = ShardBench { $0.outboundBytesMax = 1_000 }
        let client = try bench.join("c")
        try bench.subscribe(client, "a")
        bench.blocked.insert(client)
        let publisher = try bench.join("p")
        for _ in 0..<20 { bench.publish(publisher, "a", Array(repeating: 0, count: 95)) }
        let told = bench.events.filter {
            if case .droppingForSlowReader("c", 1_000) = $0 { true } else { false }
        }
        #expect(told.count == 1)
        #expect(bench.shards[0].droppedMessages == 10 - 1)
        _ = bench.trickle(.max, to: client)
        #expect(try bench.publishes(from: client).count == 11)
    }

    @Test func `QoS 1 for a slow reader waits in the queue`() throws {
        let bench = ShardBench { $0.outboundBytesMax = 1_000 }
        let client = try bench.join("c")
        try bench.subscribe(client, "a", .atLeastOnce)
        bench.blocked.insert(client)
        let publisher = try bench.join("p")
        for number in UInt8(0)..<50 {
            bench.publish(
                publisher, "a", Array(repeating: number, count: 95), .atLeastOnce,
                packetID: UInt16(number) + 1)
        }
        var isEmptyNow = false
        while !isEmptyNow { isEmptyNow = bench.trickle(150, to: client) }
        #expect(try bench.payloads(from: client).map(\.first) == (0..<50).map { UInt8($0) })
    }

    @Test func `a client that does not read the answers is sent away`() throws {
        let bench = ShardBench {
            $0.outboundBytesMax = 1_000
            $0.packetBytesMax = 1_000
        }
        let client = try bench.join("c")
        bench.blocked.insert(client)
        for _ in 0..<20 where !bench.isClosed(client) {
            bench.send(Array(repeating: [0xC0, 0], count: 200).flatMap(\.self), from: client)
        }
        #expect(bench.endReason(of: client) == .answersNotRead(limitBytes: 3_000))
    }

    @Test(arguments: [ProtocolVersion.v311, .v5])
    func `a packet longer than the limit ends the connection`(version: ProtocolVersion) throws {
        let bench = ShardBench { $0.packetBytesMax = 1_000 }
        let client = try bench.join("c", version)
        bench.send([0x30, 0xE5, 0x07], from: client)  // 997 bytes and the header
        #expect(!bench.isClosed(client))
        let other = try bench.join("d", version)
        bench.send([0x30, 0xE6, 0x07], from: other)
        #expect(bench.isClosed(other))
        #expect(bench.takeBytes(from: other) == (version == .v5 ? [0xE0, 1, 0x95] : []))
    }

    @Test func `a payload longer than the limit is dropped but answered`() throws {
        let bench = ShardBench { $0.payloadBytesMax = 2 }
        let subscriber = try bench.join("s")
        try bench.subscribe(subscriber, "a")
        let old = try bench.join("o")
        let new = try bench.join("n", .v5)
        bench.publish(old, "a", [1, 2, 3], .atLeastOnce, packetID: 1)
        bench.publish(new, "a", [1, 2, 3], .exactlyOnce, packetID: 1, version: .v5)
        bench.publish(new, "a", [1, 2, 3], version: .v5)
        #expect(bench.takeBytes(from: old) == [0x40, 2, 0, 1])
        #expect(bench.takeBytes(from: new) == [0x50, 3, 0, 1, 0x97])
        bench.publish(old, "a", [1, 2])
        #expect(try bench.payloads(from: subscriber) == [[1, 2]])
    }

    @Test(arguments: [1, 4])
    func `too many sessions are refused, whichever shard holds them`(shardCount: Int) throws {
        let bench = ShardBench(shardCount: shardCount) { $0.sessionsMax = 3 }
        let clients = try ["a", "b", "c"].map { try bench.join($0, isClean: false) }
        let new = bench.connect(Connect(version: .v5, clientID: "d"))
        #expect(bench.takeBytes(from: new) == [0x20, 3, 0, 0x89, 0])
        let old = bench.connect(Connect(version: .v311, clientID: "e"))
        #expect(bench.takeBytes(from: old) == [])
        #expect(bench.closed == [new, old])
        // A session that is kept counts, and its client may return.
        bench.lose(clients[0])
        let other = bench.connect(Connect(version: .v5, clientID: "f"))
        #expect(bench.takeBytes(from: other) == [0x20, 3, 0, 0x89, 0])
        let back = bench.connect(Connect(version: .v311, clientID: "a", cleanStart: true))
        #expect(bench.takeBytes(from: back) == [0x20, 2, 0, 0])
        // The clean session ends with its connection, and gives its place to another.
        bench.lose(back)
        let next = bench.connect(Connect(version: .v311, clientID: "g"))
        #expect(bench.takeBytes(from: next) == [0x20, 2, 0, 0])
    }

    @Test func `a publisher waits while another shard's mailbox is too full`() throws {
        let bench = ShardBench(shardCount: 2)
        let names = (0..<20).map { "c\($0)" }
        let here = try #require(names.first { Shard.home(of: $0, shardCount: 2) == 0 })
        let there = try #require(names.first { Shard.home(of: $0, shardCount: 2) == 1 })
        let subscriber = try bench.join(there)
        try bench.subscribe(subscriber, "a")
        let publisher = try bench.join(here)
        bench.shards[0].setCongestedShards(0b10)
        for number in UInt8(1)...3 { bench.publish(publisher, "a", [number]) }
        #expect(bench.paused == [publisher])
        #expect(bench.shards[0].isAwaitingCongestion)
        #expect(try bench.payloads(from: subscriber) == [[1]])
        bench.shards[0].setCongestedShards(0)
        bench.settle()
        #expect(try bench.payloads(from: subscriber) == [[2], [3]])
    }
}
