import BrokerCore
import BrokerStorage
import Foundation
import MQTTPackets
import MQTTSessions
import MQTTTopics
import Testing

@Suite struct StorageTests {
    private let workshop: Workshop

    init() throws { workshop = try Workshop() }

    /// Writes one batch, stops, and reads everything back.
    private func kept(
        _ operations: [JournalOperation], shardCount: Int = 1, inFlightMax: Int = 20
    ) throws -> StoredState {
        let (storage, _, recorder) = try workshop.open()
        storage.submit(JournalBatch(shard: 0, number: 1, operations: operations))
        #expect(recorder.wait { $0.committed() == 1 })
        #expect(storage.stop())
        let again = try workshop.open(shardCount: shardCount, inFlightMax: inFlightMax)
        #expect(again.storage.stop())
        return again.state
    }

    @Test func `a new store is empty`() throws {
        let (storage, state, _) = try workshop.open()
        #expect(state.sessions.isEmpty)
        #expect(state.retained.isEmpty)
        #expect(state.lastSessionNumber == 0)
        #expect(state.lastMessageNumber == 0)
        #expect(storage.stop())
    }

    @Test func `a session comes back with its subscriptions, identifiers and will`() throws {
        let will = WillRecord(
            topic: Array("gone".utf8), properties: [1, 2], payload: [], qos: .exactlyOnce,
            isRetained: true, expirySeconds: 7, delaySeconds: 60, dueAt: nil)
        let record = Samples.session(3, "c", .connected, expirySeconds: 100, will: will)
        let identifier = try #require(PacketID(65_535))
        let state = try kept([
            .session(record),
            .subscribed(session: 3, filter: Array("a/#".utf8), options: 2, identifier: 0),
            .subscribed(session: 3, filter: Array("a/#".utf8), options: 1, identifier: 9),
            .subscribed(session: 3, filter: Array("b".utf8), options: 1, identifier: 0),
            .unsubscribed(session: 3, filter: Array("b".utf8)),
            .received(session: 3, identifier),
        ])
        let session = try #require(state.sessions.first)
        #expect(state.sessions.count == 1)
        #expect(session.record == record)
        #expect(session.subscriptions.count == 1)
        #expect(session.subscriptions.first?.options == 1)
        #expect(session.subscriptions.first?.identifier == 9)
        #expect(session.received == [identifier])
    }

    @Test func `what ended leaves nothing behind`() throws {
        let identifier = try #require(PacketID(1))
        let state = try kept([
            .session(Samples.session(1)), .session(Samples.session(2)),
            .subscribed(session: 1, filter: Array("a".utf8), options: 2, identifier: 0),
            .received(session: 1, identifier), .received(session: 2, identifier),
            .completed(session: 2, identifier),
            Samples.owed(1, [Samples.recipient(1, 1)]),
            .sessionEnded(1),
        ])
        #expect(state.sessions.map(\.record.number) == [2])
        #expect(state.sessions.first?.received == [])
        #expect(state.recipientCounts.isEmpty)
    }

    @Test func `messages wait in the order of their ordinals`() throws {
        let state = try kept([
            .session(Samples.session(1, nil, .away(endsAt: nil, sentOrdinal: 1))),
            Samples.owed(10, [Samples.recipient(1, 3)], Samples.message("t", "33")),
            Samples.owed(11, [Samples.recipient(1, 1)], Samples.message("t", "1")),
            Samples.owed(12, [Samples.recipient(1, 2)], Samples.message("t", "222")),
        ])
        let session = try #require(state.sessions.first)
        #expect(session.inFlight.map(\.number) == [11])
        #expect(session.waiting.map(\.number) == [12, 10])
        #expect(session.waiting.map(\.byteCount) == [6, 5])
        #expect(session.lastOrdinal == 3)
    }

    @Test func `the first messages of a session that was connected may have been sent`() throws {
        let operations = (1...5).map { Samples.owed($0, [Samples.recipient(1, $0)]) }
        let state = try kept(
            [.session(Samples.session(1, nil, .connected))] + operations, inFlightMax: 2)
        let session = try #require(state.sessions.first)
        #expect(session.inFlight.map(\.number) == [1, 2])
        #expect(session.waiting.map(\.number) == [3, 4, 5])
    }

    @Test func `what may have been sent is in flight only as far as a window takes it`() throws {
        let operations = [1, 2, 3, 65_536, 65_537].map { ordinal in
            Samples.owed(ordinal, [Samples.recipient(1, ordinal, qos: .exactlyOnce)])
        }
        for presence in [.connected, SessionRecord.Presence.away(endsAt: nil, sentOrdinal: 65_537)]
        {
            let state = try kept(
                [.session(Samples.session(1, nil, presence))] + operations, inFlightMax: 65_535)
            let session = try #require(state.sessions.first)
            #expect(session.inFlight.map(\.number) == [1, 2, 3], "the identifier of 1 comes again")
            #expect(session.waiting.map(\.number) == [65_536, 65_537])
            #expect(session.lastOrdinal == 65_537)
        }
    }

    @Test func `what was released is in flight, whatever the bounds`() throws {
        let state = try kept(
            [.session(Samples.session(1, nil, .connected))]
                + (1...5).map { Samples.owed($0, [Samples.recipient(1, $0, qos: .exactlyOnce)]) }
                + [.released(message: 3, session: 1)], inFlightMax: 1)
        let session = try #require(state.sessions.first)
        #expect(session.inFlight.map(\.isReleased) == [false, false, true])
        #expect(session.waiting.map(\.number) == [4, 5])
    }

    @Test func `messages beside shared ones come back whole, the others with their deadline`()
        throws
    {
        let deadline = Workshop.now.adding(seconds: 60)
        let state = try kept(
            [.session(Samples.session(1)), .session(Samples.session(2))]
                + (1...3).map { number in
                    Samples.owed(
                        number,
                        [
                            Samples.recipient(
                                1, number, sharedFilter: number == 2 ? "$share/g/t" : ""),
                            Samples.recipient(2, number),
                        ], Samples.message(deadline: deadline.nanoseconds))
                })
        #expect(state.sessions.map(\.resident.count) == [3, 0])
        #expect(state.sessions.map(\.waiting.count) == [0, 3])
        let seconds = state.sessions[1].waiting.map { UInt64($0.deadlineSeconds) }
        // Rounded up; the disk keeps milliseconds.
        #expect(seconds.allSatisfy { $0 == deadline.seconds || $0 == deadline.seconds + 1 })
    }

    @Test func `a recipient that is done is not served again, and PUBREL stays owed`() throws {
        let both = [Samples.recipient(1, 1, qos: .exactlyOnce), Samples.recipient(2, 1)]
        let state = try kept([
            .session(Samples.session(1, nil, .away(endsAt: nil, sentOrdinal: 5))),
            .session(Samples.session(2)),
            Samples.owed(1, both), Samples.owed(2, both), Samples.owed(3, both),
            .released(message: 1, session: 1), .settled(message: 1, session: 2),
            .released(message: 2, session: 1), .settled(message: 2, session: 1),
            .finished(message: 3),
        ])
        #expect(state.sessions.map(\.inFlight.count) == [1, 0])
        #expect(state.sessions.first?.inFlight.first?.isReleased == true)
        #expect(state.sessions.map { $0.waiting.map(\.number) } == [[], [2]])
        #expect(state.recipientCounts.isEmpty)
        #expect(state.sessions.first?.lastOrdinal == 5)
    }

    @Test func `a message tells its receiver all it was sent with`() throws {
        let recipient = Samples.recipient(
            1, 1, qos: .exactlyOnce, identifiers: [3, 268_435_455], sharedFilter: "$share/g/a")
        let message = Samples.message("top/ic", "pay load", qos: .exactlyOnce)
        let state = try kept([
            .session(Samples.session(1, nil, .away(endsAt: nil, sentOrdinal: 1))),
            Samples.owed(1, [recipient, Samples.recipient(2, 1)], message),
        ])
        let delivery = try #require(state.sessions.first?.inFlight.first)
        #expect(delivery.recipient == recipient)
        #expect(delivery.message.bytes == message.bytes)
        #expect(delivery.message.topic == message.topic)
        #expect(delivery.message.properties == message.properties)
        #expect(delivery.message.qos == .exactlyOnce)
        #expect(!delivery.isReleased)
        #expect(state.recipientCounts.isEmpty, "session 2 is unknown")
    }

    @Test func `the last retained message of a topic is kept, whatever order serials come in`()
        throws
    {
        let state = try kept([
            .retained(Samples.message("a", "1"), serial: 1),
            .retained(Samples.message("a", "3"), serial: 3),
            .retained(Samples.message("a", "2"), serial: 2),
            .retainedRemoved(topic: Array("b".utf8), serial: 5),
            .retained(Samples.message("b", "4"), serial: 4),
            .retained(Samples.message("c", "6"), serial: 6),
            .retainedRemoved(topic: Array("c".utf8), serial: 7),
        ])
        #expect(state.retained.map(\.bytes) == [Samples.message("a", "3").bytes])
    }

    @Test func `a fetch reads messages in the order asked for and leaves out what is gone`() throws
    {
        let (storage, _, recorder) = try workshop.open()
        storage.submit(
            JournalBatch(
                shard: 0, number: 1,
                operations: (1...3).map {
                    Samples.owed($0, [Samples.recipient(7, $0)], Samples.message("t", "\($0)"))
                }))
        storage.submit(JournalBatch(shard: 0, number: 2, operations: [.finished(message: 2)]))
        let address = SessionAddress(shard: 0, slot: 4, generation: 2)
        storage.fetch(FetchRequest(address: address, session: 7, numbers: [3, 2, 1]))
        #expect(recorder.wait { !$0.fetched.isEmpty })
        let answer = try #require(recorder.fetched.first)
        #expect(answer.request.address == address)
        #expect(answer.deliveries.map(\.number) == [3, 1])
        #expect(answer.deliveries.first?.message.bytes == Samples.message("t", "3").bytes)
        #expect(storage.stop())
    }
}
