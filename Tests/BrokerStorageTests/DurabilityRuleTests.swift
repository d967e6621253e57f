import BrokerCore
import BrokerStorage
import Foundation
import GRDB
import MQTTPackets
import MQTTSessions
import MQTTTopics
import Testing

/// What batches of several shards may say in which order, and what a kill must not undo.
@Suite struct DurabilityRuleTests {
    private let workshop: Workshop

    init() throws { workshop = try Workshop() }

    /// Writes batches, each committed before the next, and reads back what a kill leaves.
    private func keptAfterKill(
        _ batches: [[JournalOperation]], shardCount: Int = 1
    ) throws -> StoredState {
        let (storage, _, recorder) = try workshop.open()
        for (index, operations) in batches.enumerated() {
            let number = UInt64(index + 1)
            storage.submit(JournalBatch(shard: 0, number: number, operations: operations))
            #expect(recorder.wait { $0.committed() == number })
        }
        let image = try workshop.crashImage("killed.db")
        #expect(storage.stop())
        let (copy, state, _) = try workshop.open(shardCount: shardCount, file: image)
        #expect(copy.stop())
        return state
    }

    @Test func `a message may come before the session that it waits for`() throws {
        let state = try keptAfterKill([
            [Samples.owed(1, [Samples.recipient(5, 1)])], [.session(Samples.session(5))],
        ])
        #expect(state.sessions.first?.waiting.map(\.number) == [1])
    }

    @Test func `a message for a session that has ended is not kept, and others keep theirs`() throws
    {
        let both = [Samples.recipient(1, 1), Samples.recipient(2, 1)]
        let state = try keptAfterKill([
            [.session(Samples.session(1)), .session(Samples.session(2))],
            [.sessionEnded(1), .settled(message: 8, session: 1)],
            [Samples.owed(7, [Samples.recipient(1, 2)]), Samples.owed(8, both)],
        ])
        #expect(state.sessions.map { $0.waiting.map(\.number) } == [[8]])
        #expect(state.recipientCounts.isEmpty)
    }

    @Test func `a message whose sessions are unknown is deleted at the start`() throws {
        let (storage, _, recorder) = try workshop.open()
        storage.submit(
            JournalBatch(
                shard: 0, number: 1, operations: [Samples.owed(4, [Samples.recipient(9, 1)])]))
        #expect(recorder.wait { $0.committed() == 1 })
        #expect(storage.stop())
        let (again, state, _) = try workshop.open()
        #expect(again.report.orphanCount == 1)
        #expect(state.lastSessionNumber >= 9, "a session number once used is not given again")
        #expect(again.stop())
        let (last, _, _) = try workshop.open()
        #expect(last.report.orphanCount == 0)
        #expect(last.stop())
    }

    @Test func `batches of several shards are told of separately`() throws {
        let (storage, _, recorder) = try workshop.open()
        for number in UInt64(1)...30 {
            storage.submit(
                JournalBatch(
                    shard: Int(number % 3), number: number,
                    operations: [.session(Samples.session(number))]))
        }
        #expect(
            recorder.wait {
                $0.committed(0) == 30 && $0.committed(1) == 28 && $0.committed(2) == 29
            }
        )
        #expect(storage.stop())
    }

    @Test func `what was submitted before the end is written before the end`() throws {
        let (storage, _, _) = try workshop.open()
        for number in UInt64(1)...3_000 {
            storage.submit(
                JournalBatch(
                    shard: 0, number: number,
                    operations: [Samples.owed(number, [Samples.recipient(1, number)])]))
        }
        storage.submit(
            JournalBatch(shard: 0, number: 3_001, operations: [.session(Samples.session(1))]))
        #expect(storage.stop())
        let (again, state, _) = try workshop.open()
        #expect(state.sessions.first?.waiting.count == 3_000)
        #expect(again.stop())
    }

    @Test func `no number is given twice, though every row is gone`() throws {
        let gone: [JournalOperation] = [
            .session(Samples.session(41)), Samples.owed(17, [Samples.recipient(41, 1)]),
            .finished(message: 17), .sessionEnded(41),
        ]
        let state = try keptAfterKill([gone])
        #expect(state.sessions.isEmpty)
        #expect(state.lastSessionNumber >= 41)
        #expect(state.lastMessageNumber >= 17)
        let (storage, clean, _) = try workshop.open()
        #expect(clean.lastSessionNumber == 41, "a clean end leaves no gap")
        #expect(clean.lastMessageNumber == 17)
        #expect(storage.stop())
    }

    @Test func `a store that is opened and closed unread forgets no number`() throws {
        _ = try keptAfterKill([[.session(Samples.session(5)), .sessionEnded(5)]])
        do {
            let unread = try Storage(StorageSettings(file: workshop.file)) { Workshop.now }
            #expect(unread.stop())
        }
        let (storage, state, _) = try workshop.open()
        #expect(state.lastSessionNumber == 5)
        #expect(storage.stop())
    }

    @Test func `recipients of one message are parted when they live on two shards`() throws {
        let names = (1...6).map { Samples.session(UInt64($0)) }
        let homes = names.map { Shard.home(of: $0.clientID, shardCount: 2) }
        #expect(Set(homes) == [0, 1])
        let all = (1...6).map { Samples.recipient(UInt64($0), 1, qos: .exactlyOnce) }
        let operations: [[JournalOperation]] = [
            names.map { .session($0) } + [Samples.owed(1, all), Samples.owed(2, [all[0]])],
            [.settled(message: 1, session: 3), .released(message: 1, session: 4)],
        ]
        let state = try keptAfterKill(operations, shardCount: 2)
        var shardsOfNumber: [UInt64: Set<Int>] = [:]
        for session in state.sessions {
            let number = session.record.number
            let home = Shard.home(of: session.record.clientID, shardCount: 2)
            // A message that was released is in flight again.
            let numbers = session.inFlight.map(\.number) + session.waiting.map(\.number)
            for message in numbers { shardsOfNumber[message, default: []].insert(home) }
            #expect(numbers.count == (number == 1 ? 2 : number == 3 ? 0 : 1))
        }
        #expect(shardsOfNumber.values.allSatisfy { $0.count == 1 })
        let counts = state.recipientCounts.values.sorted()
        #expect(counts.reduce(0, +) == 5 || counts.count < 2)
        let highest = shardsOfNumber.keys.max() ?? 0
        #expect(highest > 2 && state.lastMessageNumber >= highest)
    }

    @Test func `deadlines come back as they were, and what has passed has passed`() throws {
        let soon = Workshop.now.adding(seconds: 3_600)
        let state = try keptAfterKill([
            [
                .session(Samples.session(1, "a", .away(endsAt: soon, sentOrdinal: 0))),
                .session(
                    Samples.session(
                        2, "b", .away(endsAt: MonotonicTime(nanoseconds: 5), sentOrdinal: 0))),
                .retained(Samples.message("r", "p", deadline: soon.nanoseconds), serial: 1),
            ]
        ])
        let deadlines = state.sessions.map { session -> MonotonicTime? in
            guard case .away(let endsAt, _) = session.record.presence else { return nil }
            return endsAt
        }
        let first = try #require(deadlines[0])
        #expect(first <= soon && first.seconds(until: soon) < 600)
        #expect(deadlines[1] == Workshop.now)
        let retained = try #require(state.retained.first?.deadlineNanoseconds)
        #expect(retained <= soon.nanoseconds)
        #expect(retained > Workshop.now.nanoseconds)
    }

    @Test func `the acknowledgement log is folded into the messages when it grows too long`() throws
    {
        let sessionCount: UInt64 = 40
        let messageCount: UInt64 = 1_000
        let (storage, _, recorder) = try workshop.open()
        storage.submit(
            JournalBatch(
                shard: 0, number: 1,
                operations: (1...sessionCount).map { .session(Samples.session($0)) }))
        for message in 1...messageCount {
            let recipients = (1...sessionCount).map { Samples.recipient($0, message) }
            storage.submit(
                JournalBatch(
                    shard: 0, number: message + 1, operations: [Samples.owed(message, recipients)]))
        }
        // Everyone but session 1 takes everything.
        for session in 2...sessionCount {
            let number = messageCount + session
            storage.submit(
                JournalBatch(
                    shard: 0, number: number,
                    operations: (1...messageCount).map { .settled(message: $0, session: session) }))
            #expect(recorder.wait { $0.committed() == number })
        }
        let image = try workshop.crashImage("killed.db")
        #expect(storage.stop())
        let (copy, state, _) = try workshop.open(file: image)
        #expect(state.sessions[0].waiting.map(\.number) == Array(1...messageCount))
        #expect(state.sessions.dropFirst().allSatisfy { $0.waiting.isEmpty })
        #expect(state.recipientCounts.isEmpty)
        #expect(copy.stop())
        let queue = try DatabaseQueue(path: image)
        let logBytes = try queue.read { database in
            try Int.fetchOne(database, sql: "SELECT sum(length(blob)) FROM ack")
        }
        let entriesMax = Int(messageCount) / 2 + 20_000 + Int(messageCount)
        #expect(logBytes ?? 0 < entriesMax * 3, "of \(sessionCount * messageCount) entries")
        try queue.close()
    }

    @Test func `the log is empty when every message is gone`() throws {
        let (storage, _, recorder) = try workshop.open()
        var operations: [JournalOperation] = [
            .session(Samples.session(1)), .session(Samples.session(2)),
        ]
        for number in UInt64(1)...200 {
            let both = [Samples.recipient(1, number), Samples.recipient(2, number)]
            operations.append(Samples.owed(number, both))
            storage.submit(JournalBatch(shard: 0, number: 2 * number, operations: operations))
            #expect(recorder.wait { $0.committed() == 2 * number })
            operations = []
            storage.submit(
                JournalBatch(
                    shard: 0, number: 2 * number + 1,
                    operations: [.settled(message: number, session: 1)]))
            #expect(recorder.wait { $0.committed() == 2 * number + 1 })
            operations = [.finished(message: number)]
        }
        #expect(storage.stop())
        let queue = try DatabaseQueue(path: workshop.file)
        let rows = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM ack") }
        #expect(rows ?? 0 <= 64)
        try queue.close()
    }
}
