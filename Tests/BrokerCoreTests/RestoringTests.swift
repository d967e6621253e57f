import BrokerCore
import MQTTPackets
import MQTTProbe
import MQTTTopics
import Testing

/// What a start makes of the journal's state.
@Suite struct RestoringTests {
    private func session(
        _ number: UInt64, _ clientID: String,
        _ presence: SessionRecord.Presence = .away(endsAt: nil, sentOrdinal: 0)
    ) -> StoredSession {
        StoredSession(
            record: SessionRecord(
                number: number, clientID: clientID, userName: nil, expirySeconds: .max,
                presence: presence, will: nil))
    }

    private func stored(
        _ number: UInt64, to session: UInt64, ordinal: UInt64, sharedFilter: String = ""
    ) -> StoredDelivery {
        let topic = Array("a".utf8)
        let payload = [UInt8(truncatingIfNeeded: number)]
        let none: [UInt8] = []
        return StoredDelivery(
            number: number,
            message: StoredMessage(
                topic: topic.span, properties: none.span, payload: payload.span,
                qos: .atLeastOnce, deadlineNanoseconds: nil),
            recipient: Recipient(
                session: session, ordinal: ordinal, qos: .atLeastOnce, isRetained: false,
                subscriptionIdentifiers: [], sharedFilter: Array(sharedFilter.utf8)),
            isReleased: false)
    }

    private func start(_ sessions: [StoredSession]) -> ShardBench {
        let bench = ShardBench(journals: true)
        var state = StoredState()
        state.sessions = sessions
        state.lastSessionNumber = 100
        state.lastMessageNumber = 100
        bench.shards[0].restore(state, now: bench.now)
        bench.settle()
        return bench
    }

    private func back(_ bench: ShardBench, _ clientID: String) -> ShardBench.Client {
        let client = bench.connect(
            Connect(version: .v311, clientID: clientID, cleanStart: false))
        bench.commit()
        return client
    }

    @Test func `what no window takes waits in its place, under its own identifier`() throws {
        var kept = session(1, "c", .away(endsAt: nil, sentOrdinal: 70_001))
        kept.inFlight = [
            stored(1, to: 1, ordinal: 1), stored(2, to: 1, ordinal: 70_000),
            stored(3, to: 1, ordinal: 70_001),
        ]
        kept.lastOrdinal = 70_001
        let bench = start([kept])
        let client = back(bench, "c")
        #expect(try bench.publishes(from: client).map(\.packetID?.rawValue) == [1])
        try bench.acknowledge(client, Packet.puback, 1)
        bench.commit()
        let late = try bench.publishes(from: client)
        #expect(late.map(\.payload) == [[2], [3]])
        #expect(late.map(\.packetID?.rawValue) == [4_465, 4_466])
        #expect(late.map(\.isDuplicate) == [true, true])
    }

    @Test func `only sessions that a start changes are written`() throws {
        let bench = start([
            session(1, "away"), session(2, "here", .connected),
            session(3, "gone", .away(endsAt: nil, sentOrdinal: 7)),
        ])
        let written = bench.journal.compactMap { operation in
            if case .session(let record) = operation { record.clientID } else { nil }
        }
        #expect(written == ["here"])
    }

    @Test(arguments: [true, false])
    func `what waited for a member before the start is passed on when it ends`(
        isMember: Bool
    ) throws {
        let filter = "$share/g/a"
        var left = session(1, "left")
        left.resident = (1...300).map { stored($0, to: 1, ordinal: $0, sharedFilter: filter) }
        left.lastOrdinal = 300
        var right = session(2, "right")
        let subscription = StoredSession.Subscription(
            filter: Array(filter.utf8), options: 1, identifier: 0)
        if isMember { left.subscriptions = [subscription] }
        right.subscriptions = [subscription]
        let bench = start([left, right])
        let reader = back(bench, "right")
        _ = try bench.join("left")  // a clean start ends the session
        bench.commit()
        #expect(try bench.payloads(from: reader).count == 300)
    }
}
