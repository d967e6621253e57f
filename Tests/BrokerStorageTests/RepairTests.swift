import BrokerCore
import BrokerStorage
import Foundation
import GRDB
import MQTTPackets
import MQTTSessions
import Testing

/// What is put aside, and what must not be lost with it.
@Suite struct RepairTests {
    private let workshop: Workshop

    init() throws { workshop = try Workshop() }

    /// Two sessions that wait for message 10, and 11 to 20 finished by both.
    private func fill() throws {
        let (storage, _, recorder) = try workshop.open()
        let both = { (number: UInt64) in
            Samples.owed(
                number, [Samples.recipient(1, number), Samples.recipient(2, number)],
                Samples.message("t/\(number)", "payload"))
        }
        let batches: [[JournalOperation]] = [
            [.session(Samples.session(1)), .session(Samples.session(2))],
            (10...20).map { both($0) },
            (11...20).map { .settled(message: $0, session: 2) },
            (11...20).map { .finished(message: $0) },
        ]
        for (index, operations) in batches.enumerated() {
            let number = UInt64(index + 1)
            storage.submit(JournalBatch(shard: 0, number: number, operations: operations))
            #expect(recorder.wait { $0.committed() == number })
        }
        #expect(storage.stop())
    }

    private func change(_ sql: String) throws {
        let queue = try DatabaseQueue(path: workshop.file)
        try queue.inDatabase { try $0.execute(sql: sql) }
        try queue.close()
    }

    private func count(_ sql: String) throws -> Int {
        let queue = try DatabaseQueue(path: workshop.file)
        let count = try queue.read { try Int.fetchOne($0, sql: sql) }
        try queue.close()
        return count ?? 0
    }

    @Test(arguments: [
        "DELETE FROM meta WHERE key = 3",
        "UPDATE meta SET value = value + 1 WHERE key > 1",
        "UPDATE meta SET crc = 1, key = 7 WHERE key = 3",
    ])
    func `no number is given twice when the file forgot which were given`(damage: String) throws {
        try fill()
        try change(damage)
        let (storage, state, _) = try workshop.open()
        #expect(state.lastMessageNumber > 1 << 40, "beyond all that may have been given")
        #expect(storage.stop())
        let (again, second, _) = try workshop.open()
        #expect(second.lastMessageNumber == state.lastMessageNumber, "once")
        #expect(again.stop())
    }

    @Test func `no number is given twice when its page is lost`() throws {
        try fill()
        try lose(pageOf: "meta")
        let (storage, state, recorder) = try workshop.open()
        #expect(storage.report.damagedFile != nil)
        #expect(state.sessions.map { $0.waiting.map(\.number) } == [[10], [10]])
        #expect(state.lastMessageNumber > 1 << 40)
        #expect(state.lastSessionNumber > 1 << 40)
        let number = state.lastMessageNumber + 1
        storage.submit(
            JournalBatch(
                shard: 0, number: 1, operations: [Samples.owed(number, [Samples.recipient(2, 30)])])
        )
        #expect(recorder.wait { $0.committed() == 1 })
        #expect(storage.stop())
        let (again, second, _) = try workshop.open()
        #expect(second.sessions.last?.waiting.map(\.number) == [10, number])
        #expect(again.stop())
    }

    @Test func `messages that only a damaged session waited for are put aside`() throws {
        let (storage, _, recorder) = try workshop.open()
        storage.submit(
            JournalBatch(
                shard: 0, number: 1,
                operations: [
                    .session(Samples.session(1)), .session(Samples.session(2)),
                    Samples.owed(1, [Samples.recipient(1, 1)]),
                    Samples.owed(2, [Samples.recipient(2, 1)]),
                ]))
        #expect(recorder.wait { $0.committed() == 1 })
        #expect(storage.stop())
        try change("UPDATE session SET crc = crc + 1 WHERE no = 1")
        let (again, state, _) = try workshop.open()
        #expect(state.sessions.map { $0.waiting.map(\.number) } == [[2]])
        #expect(again.report.quarantinedCount == 2)
        #expect(again.report.orphanCount == 0)
        #expect(again.stop())
        #expect(try count("SELECT count(*) FROM quarantine_msg WHERE id = 1") == 1)
        #expect(try count("SELECT count(*) FROM quarantine_session WHERE no = 1") == 1)
        #expect(try count("SELECT count(*) FROM msg") == 1)
    }

    @Test func `a damaged row of the acknowledgement log settles nothing and is put aside`() throws
    {
        try fillLog()
        try change("UPDATE ack SET crc = crc + 1")
        let (again, state, second) = try workshop.open()
        #expect(state.sessions.map { $0.waiting.map(\.number) } == [[1], [1]])
        #expect(again.report.quarantinedCount == 1)
        for number in UInt64(1)...130 {
            again.submit(
                JournalBatch(
                    shard: 0, number: number, operations: [.settled(message: 1, session: 2)]))
            #expect(second.wait { $0.committed() == number })
        }
        #expect(again.stop())
        let (last, third, _) = try workshop.open()
        #expect(third.sessions.map { $0.waiting.map(\.number) } == [[1], []])
        #expect(last.stop())
    }

    @Test func `a row of the acknowledgement log that rots meanwhile is not folded`() throws {
        try fillLog()
        try change("UPDATE ack SET id = 0, crc = crc + 1")
        let (again, recorder) = try unrestored()
        again.submit(
            JournalBatch(shard: 0, number: 1, operations: [.released(message: 1, session: 1)]))
        #expect(recorder.wait { $0.committed() == 1 })
        #expect(recorder.reports.map(\.quarantinedCount) == [1])
        #expect(again.stop())
        #expect(try count("SELECT count(*) FROM quarantine_ack WHERE id = 0") == 1)
        let (last, state, _) = try workshop.open()
        #expect(state.sessions.map { $0.inFlight.map(\.number) } == [[1], []])
        #expect(state.sessions.map { $0.waiting.map(\.number) } == [[], [1]])
        #expect(last.stop())
    }

    @Test func `the log keeps what it says of a message that cannot be folded`() throws {
        let (storage, _, recorder) = try workshop.open()
        let sessionCount: UInt64 = 40
        let messageCount: UInt64 = 600
        storage.submit(
            JournalBatch(
                shard: 0, number: 1,
                operations: (1...sessionCount).map { .session(Samples.session($0)) }
                    + (1...messageCount).map { message in
                        Samples.owed(
                            message, (1...sessionCount).map { Samples.recipient($0, message) })
                    }))
        #expect(recorder.wait { $0.committed() == 1 })
        #expect(storage.stop())
        try change("UPDATE msg SET crc = crc + 1 WHERE id = 7")
        let (again, second) = try unrestored()
        for session in 2...sessionCount {
            again.submit(
                JournalBatch(
                    shard: 0, number: session,
                    operations: (1...messageCount).map { .settled(message: $0, session: session) }))
            #expect(second.wait { $0.committed() == session })
        }
        #expect(again.stop())
        let lengthOfLog = try count("SELECT sum(length(blob)) FROM ack")
        #expect(lengthOfLog < 2 * Int((sessionCount - 1) * messageCount), "some of it is folded")
        try change("UPDATE msg SET crc = crc - 1 WHERE id = 7")
        let (last, state, _) = try workshop.open()
        #expect(state.sessions.first?.waiting.count == Int(messageCount))
        #expect(state.sessions.dropFirst().allSatisfy { $0.waiting.isEmpty })
        #expect(last.stop())
    }

    /// Two sessions wait for a message, and the log says that the second is done with it.
    private func fillLog() throws {
        let (storage, _, recorder) = try workshop.open()
        storage.submit(
            JournalBatch(
                shard: 0, number: 1,
                operations: [
                    .session(Samples.session(1)), .session(Samples.session(2)),
                    Samples.owed(1, [Samples.recipient(1, 1), Samples.recipient(2, 1)]),
                ]))
        storage.submit(
            JournalBatch(
                shard: 0, number: 2, operations: [.settled(message: 1, session: 2)]))
        #expect(recorder.wait { $0.committed() == 2 })
        #expect(storage.stop())
    }

    /// A store that runs though no start has looked at its rows: what it meets rots meanwhile.
    private func unrestored() throws -> (Storage, Recorder) {
        let storage = try Storage(StorageSettings(file: workshop.file)) { Workshop.now }
        let recorder = Recorder()
        try storage.start { recorder.note($0) }
        return (storage, recorder)
    }

    @Test func `a damaged message is put aside before it is answered as missing`() throws {
        let (storage, _, recorder) = try workshop.open()
        storage.submit(
            JournalBatch(
                shard: 0, number: 1,
                operations: [
                    .session(Samples.session(1)),
                    Samples.owed(1, [Samples.recipient(1, 1)], Samples.message("t", "first-body")),
                    Samples.owed(2, [Samples.recipient(1, 2)]),
                ]))
        #expect(recorder.wait { $0.committed() == 1 })
        #expect(storage.stop())
        try change("UPDATE msg SET crc = crc + 1 WHERE id = 1")
        let (again, second) = try unrestored()
        let address = SessionAddress(shard: 0, slot: 0, generation: 0)
        again.fetch(FetchRequest(address: address, session: 1, numbers: [1, 2]))
        #expect(second.wait { $0.fetched.count == 1 })
        #expect(second.fetched.first?.deliveries.map(\.number) == [2])
        #expect(second.reports.map(\.quarantinedCount) == [1])
        #expect(again.stop())
        #expect(try count("SELECT count(*) FROM quarantine_msg WHERE id = 1") == 1)
        #expect(try count("SELECT count(*) FROM msg") == 1)
    }

    @Test func `a lost page met while the broker runs is taken over without a restart`() throws {
        let (storage, _, recorder) = try workshop.open(.off)
        let payload = String(repeating: "x", count: 1 << 20)
        // More than is checked at the start, and more than is cached.
        let messageCount: UInt64 = 68
        storage.submit(
            JournalBatch(shard: 0, number: 1, operations: [.session(Samples.session(1))]))
        for number in 1...messageCount {
            let message = Samples.message("top/\(number)", payload)
            storage.submit(
                JournalBatch(
                    shard: 0, number: number + 1,
                    operations: [Samples.owed(number, [Samples.recipient(1, number)], message)]))
        }
        #expect(recorder.wait { $0.committed() == messageCount + 1 })
        #expect(storage.stop())
        let (again, state, second) = try workshop.open(.off)
        #expect(state.sessions.first?.waiting.count == Int(messageCount))
        let file = URL(fileURLWithPath: workshop.file)
        let bytes = try Data(contentsOf: file, options: .alwaysMapped)
        let place = try #require(bytes.range(of: Data("top/1\u{1}".utf8))).lowerBound
        let handle = try FileHandle(forWritingTo: file)
        try handle.seek(toOffset: UInt64(place / 4_096 * 4_096))
        try handle.write(contentsOf: Data(repeating: 0xA5, count: 4_096))
        // Closing it would end the locks that this process has on the file.
        again.submit(JournalBatch(shard: 0, number: 1, operations: [.finished(message: 1)]))
        #expect(second.wait { $0.committed() == 1 && $0.healedCount == 1 })
        #expect(second.reports.last?.damagedFile == workshop.file + ".corrupt-1")
        let address = SessionAddress(shard: 0, slot: 0, generation: 0)
        again.fetch(FetchRequest(address: address, session: 1, numbers: [messageCount]))
        #expect(second.wait { $0.fetched.count == 1 })
        #expect(second.fetched.first?.deliveries.map(\.number) == [messageCount])
        #expect(again.stop())
        try handle.close()
    }

    @Test func `a salvage puts no row aside twice`() throws {
        let (storage, _, recorder) = try workshop.open()
        let identifiers = (1...2_500).compactMap { PacketID(UInt16($0)) }
        storage.submit(
            JournalBatch(
                shard: 0, number: 1,
                operations: [.session(Samples.session(1))]
                    + identifiers.map { .received(session: 1, $0) }))
        #expect(recorder.wait { $0.committed() == 1 })
        #expect(storage.stop())
        try change("UPDATE received SET crc = crc + 1")
        try lose(pageOf: "meta")
        let (again, state, _) = try workshop.open()
        #expect(state.sessions.count == 1)
        // The two rows of numbers are lost, and said to be.
        #expect(again.report.quarantinedCount == 2_500 + 2)
        #expect(again.stop())
        #expect(try count("SELECT count(*) FROM quarantine_received") == 2_500)
    }

    @Test func `a salvage that was ended between two names is completed`() throws {
        try fill()
        let (storage, _, recorder) = try workshop.open(file: workshop.folder + "/old.db")
        storage.submit(
            JournalBatch(shard: 0, number: 1, operations: [.session(Samples.session(9))]))
        #expect(recorder.wait { $0.committed() == 1 })
        let old = try workshop.crashImage("killed.db", of: workshop.folder + "/old.db")
        #expect(storage.stop())
        let files = FileManager.default
        try files.moveItem(atPath: workshop.file, toPath: workshop.file + ".new")
        try files.moveItem(atPath: old, toPath: workshop.file + ".corrupt-1")
        try files.moveItem(atPath: old + "-wal", toPath: workshop.file + "-wal")
        let (again, state, _) = try workshop.open()
        #expect(state.sessions.map(\.record.number) == [1, 2])
        #expect(files.fileExists(atPath: workshop.file + ".corrupt-1-wal"))
        #expect(again.stop())
    }

    @Test func `a salvage without room leaves nothing, and works when there is room`() async {
        await #expect(processExitsWith: .success) {
            let tests = try RepairTests()
            try tests.fill()
            try tests.lose(pageOf: "meta")
            let file = tests.workshop.file
            Trouble.limitFiles(to: 40_000)
            let fault = #expect(throws: StorageFault.self) { try tests.workshop.open() }
            guard case .sqlite = fault?.cause else {
                Issue.record("\(String(describing: fault))")
                return
            }
            #expect(!FileManager.default.fileExists(atPath: file + ".new"))
            #expect(!FileManager.default.fileExists(atPath: file + ".corrupt-1"))
            Trouble.limitFiles(to: nil)
            let (again, state, _) = try tests.workshop.open()
            #expect(state.sessions.map { $0.waiting.map(\.number) } == [[10], [10]])
            #expect(again.stop())
        }
    }

    @Test func `a full disk does not keep a start from leaving out what is damaged`() async {
        await #expect(processExitsWith: .success) {
            let tests = try RepairTests()
            try tests.fill()
            try tests.change("UPDATE session SET crc = crc + 1 WHERE no = 1")
            // A killed broker leaves its reserve.
            let reserve = tests.workshop.file + ".reserve"
            #expect(FileManager.default.createFile(atPath: reserve, contents: Data(count: 4_096)))
            Trouble.limitFiles(to: 0)
            let storage = try Storage(StorageSettings(file: tests.workshop.file)) { Workshop.now }
            let state = try storage.restore(
                shardCount: 1, inFlightMax: 20, inFlightBytesMax: .max)
            #expect(state.sessions.map { $0.waiting.map(\.number) } == [[10]])
            #expect(!FileManager.default.fileExists(atPath: reserve))
            Trouble.limitFiles(to: nil)
            #expect(storage.stop())
        }
    }

    /// Overwrites the first page of a table.
    private func lose(pageOf table: String) throws {
        let root = try count("SELECT rootpage FROM sqlite_master WHERE name = '\(table)'")
        var bytes = try Data(contentsOf: URL(fileURLWithPath: workshop.file))
        for index in 0..<4_096 { bytes[(root - 1) * 4_096 + index] = 0xA5 }
        try bytes.write(to: URL(fileURLWithPath: workshop.file))
    }
}
