import BrokerCore
import MQTTPackets
import MQTTProbe
import MQTTSessions
import Testing

/// Long queues live in the journal, not in memory.
@Suite struct PagingTests {
    /// A bench with a kept session that is away, and so many messages for it that are durable.
    private func makeBench(_ count: Int) throws -> ShardBench {
        let bench = ShardBench(journals: true)
        let away = try bench.join("away", isClean: false)
        bench.commit()
        try bench.subscribe(away, "a", .atLeastOnce)
        bench.commit()
        bench.lose(away)
        let publisher = try bench.join("p")
        for number in 0..<count {
            bench.publish(publisher, "a", [UInt8(number % 251)], .atLeastOnce, packetID: 1)
            bench.commit()
        }
        return bench
    }

    private func stored(_ bench: ShardBench) throws -> [UInt64: StoredDelivery] {
        var stored: [UInt64: StoredDelivery] = [:]
        for case .owed(let record) in bench.journal {
            let recipient = try #require(record.recipients.all?.first)
            stored[record.number] = StoredDelivery(
                number: record.number, message: record.message, recipient: recipient,
                isReleased: false)
        }
        return stored
    }

    @Test func `a long queue comes back in order, a page at a time`() throws {
        let bench = try makeBench(900)
        let stored = try stored(bench)
        #expect(stored.count == 900)
        let again = bench.connect(Connect(version: .v311, clientID: "away", cleanStart: false))
        bench.commit()
        var answered = 0
        while answered < bench.fetches.count {
            let request = bench.fetches[answered]
            answered += 1
            bench.shards[0].takeFetched(
                FetchedMessages(
                    request: request, deliveries: request.numbers.compactMap { stored[$0] }),
                now: bench.now)
            bench.settle()
        }
        #expect(answered >= 3)
        #expect(try bench.payloads(from: again) == (0..<900).map { [UInt8($0 % 251)] })
    }

    @Test func `what expired out of memory makes room in a full queue [MQTT-3.3.2-5]`() throws {
        let bench = ShardBench(journals: true) { $0.queuedMessagesMax = 300 }
        let away = try bench.join("away", isClean: false)
        bench.commit()
        try bench.subscribe(away, "a", .atLeastOnce)
        bench.commit()
        bench.lose(away)
        let publisher = try bench.join("p", .v5)
        for number in 0..<301 {
            bench.publish(
                publisher, "a", [UInt8(number % 251)], .atLeastOnce, packetID: 1, version: .v5,
                properties: [.messageExpiryInterval(60)])
            bench.commit()
        }
        let acknowledgements = try bench.take(from: publisher, version: .v5)
        #expect(acknowledgements.last == .puback(try ack(1, .quotaExceeded)))
        bench.advance(seconds: 61)
        #expect(bench.shards[0].queuedMessages(of: "away") == 0)
        let finished = bench.journal.count { operation in
            if case .finished = operation { true } else { false }
        }
        #expect(finished == 300)
        bench.publish(publisher, "a", [7], .atLeastOnce, packetID: 2, version: .v5)
        bench.commit()
        #expect(try bench.take(from: publisher, version: .v5) == [.puback(try ack(2))])
    }

    @Test func `a page of large messages is short`() throws {
        let bench = ShardBench(journals: true)
        let record = SessionRecord(
            number: 1, clientID: "away", userName: nil, expirySeconds: .max,
            presence: .away(endsAt: nil, sentOrdinal: 0), will: nil)
        var session = StoredSession(record: record)
        session.waiting = (1...9).map {
            PagedMessage(number: $0, deadlineNanoseconds: nil, byteCount: 400_000)
        }
        session.lastOrdinal = 9
        var state = StoredState()
        state.sessions = [session]
        bench.shards[0].restore(state, now: bench.now)
        bench.settle()
        #expect(bench.journal.isEmpty, "nothing changed by the start")
        _ = bench.connect(Connect(version: .v311, clientID: "away", cleanStart: false))
        bench.commit()
        #expect(bench.fetches.map(\.numbers) == [[1, 2]])
    }

    @Test func `messages that cannot be read back are told as lost, the others come`() throws {
        let bench = try makeBench(300)
        var stored = try stored(bench)
        let again = bench.connect(Connect(version: .v311, clientID: "away", cleanStart: false))
        bench.commit()
        let request = try #require(bench.fetches.first)
        let rotten = request.numbers[5]
        stored[rotten] = nil
        bench.shards[0].takeFetched(
            FetchedMessages(
                request: request, deliveries: request.numbers.compactMap { stored[$0] }),
            now: bench.now)
        bench.settle()
        #expect(try bench.payloads(from: again).count == 299)
        let lost = bench.events.compactMap { event in
            if case .storedMessagesLost("away", let count) = event { count } else { nil }
        }
        #expect(lost == [1])
    }

    @Test func `a long queue ends a slice at a time, and all of it ends`() throws {
        let bench = ShardBench(journals: true) { $0.queuedMessagesMax = nil }
        let away = try bench.join("away", isClean: false)
        bench.commit()
        try bench.subscribe(away, "a", .atLeastOnce)
        bench.commit()
        bench.lose(away)
        let publisher = try bench.join("p")
        for _ in 0..<10_000 {
            bench.publish(publisher, "a", [1], .atLeastOnce, packetID: 1)
        }
        bench.commit()
        let before = bench.batches.count
        _ = try bench.join("away")
        bench.commit()
        let counts = bench.batches.dropFirst(before).map { batch in
            batch.operations.count { if case .finished = $0 { true } else { false } }
        }
        #expect(counts.reduce(0, +) == 10_000)
        #expect(counts.allSatisfy { $0 <= 4_096 })
    }
}
