import BrokerCore
import BrokerStorage
import Foundation
import MQTTSessions
import MQTTTopics
import SeededRandom
import Testing

/// Bytes of the file that are not what was written. `APUS_ROT_ROUNDS` says how often.
@Suite struct RotTests {
    private static let rounds =
        ProcessInfo.processInfo.environment["APUS_ROT_ROUNDS"].flatMap { Int($0) } ?? 25
    private static let sessionCount: UInt64 = 20
    private static let messageCount: UInt64 = 400

    private let workshop: Workshop

    init() throws { workshop = try Workshop() }

    @Test func `rotten bytes never trap and never give a message that was not written`() throws {
        let full = try filled()
        var random = SeededGenerator(seed: 4)
        var damage = Damage()
        for round in 0..<Self.rounds {
            let file = workshop.folder + "/rot\(round).db"
            try workshop.copy(full[round % full.count], to: file)
            try rot(file, round: round, &random)
            try check(file, round: round, &damage)
            for name in try FileManager.default.contentsOfDirectory(atPath: workshop.folder)
            where name.hasPrefix("rot\(round).db") {
                try FileManager.default.removeItem(atPath: workshop.folder + "/" + name)
            }
        }
        #expect(damage.roundCount > 0, "no round did any harm")
        print(
            "rot: \(Self.rounds) rounds, \(damage.roundCount) with damage, "
                + "\(damage.keptCount * 100 / max(1, Self.rounds * Int(Self.messageCount))) % of "
                + "the messages kept, \(damage.quarantinedCount) rows put aside, "
                + "\(damage.salvageCount) files taken over row by row")
    }

    @Test func `a file of which nothing can be read is put aside and a new one made`() throws {
        let noise = Data((0..<20_480).map { UInt8(truncatingIfNeeded: $0 * 7 + 1) })
        try noise.write(to: URL(fileURLWithPath: workshop.file))
        let (storage, state, recorder) = try workshop.open()
        #expect(state.sessions.isEmpty)
        #expect(storage.report.damagedFile == workshop.file + ".corrupt-1")
        storage.submit(
            JournalBatch(shard: 0, number: 1, operations: [.session(Samples.session(1))]))
        #expect(recorder.wait { $0.committed() == 1 })
        #expect(storage.stop())
        #expect(
            FileManager.default.contents(atPath: workshop.file + ".corrupt-1")?.count == noise.count
        )
    }

    @Test(arguments: [0..<16, 24..<28, 90..<96, 100..<108, 0..<4_096])
    func `a file whose first page is lost gives every message back`(lost: Range<Int>) throws {
        let file = try filled()[0]
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        for place in lost { bytes[place] = 0xA5 }
        try bytes.write(to: URL(fileURLWithPath: file))
        let (storage, state, _) = try workshop.open(file: file)
        #expect(
            state.sessions.reduce(0) { $0 + $1.waiting.count } == Int(Self.messageCount))
        #expect(state.sessions.count == Int(Self.sessionCount))
        #expect(state.retained.count == Int(Self.sessionCount))
        #expect(storage.stop())
    }

    @Test func `rows around a lost page are taken over`() throws {
        let file = try filled()[0]
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        let place = try #require(bytes.firstRange(of: Data("t/200".utf8))).lowerBound
        for index in 0..<4_096 { bytes[place / 4_096 * 4_096 + index] = 0xA5 }
        try bytes.write(to: URL(fileURLWithPath: file))
        let (storage, state, _) = try workshop.open(file: file)
        let kept = state.sessions.reduce(0) { $0 + $1.waiting.count }
        #expect(kept < Int(Self.messageCount) && kept > Int(Self.messageCount) * 3 / 4)
        #expect(storage.report.damagedFile == file + ".corrupt-1")
        #expect(storage.report.salvagedCount >= kept)
        #expect(storage.stop())
    }

    @Test func `a file behind a lost page gives every other message back`() throws {
        let file = try filled()[0]
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        var lost: Set<Int> = []
        for topic in ["t/60", "t/61", "t/200", "t/399"] {
            let place = try #require(bytes.firstRange(of: Data(topic.utf8))).lowerBound
            lost.insert(place / 4_096)
        }
        var gone: Set<Int> = []
        for number in 1...Int(Self.messageCount) {
            let topic = Data("t/\(number)\u{1}".utf8)
            let isGone = lost.contains { page in
                bytes.range(of: topic, in: page * 4_096..<(page + 1) * 4_096) != nil
            }
            if isGone { gone.insert(number) }
        }
        for page in lost {
            for index in 0..<4_096 { bytes[page * 4_096 + index] = 0xA5 }
        }
        try bytes.write(to: URL(fileURLWithPath: file))
        let (storage, state, _) = try workshop.open(file: file)
        let kept = Set(state.sessions.flatMap(\.waiting).map { Int($0.number) })
        #expect(kept.union(gone).count == Int(Self.messageCount), "behind every lost page")
        #expect(storage.stop())
    }

    private struct Damage {
        var roundCount = 0
        var keptCount = 0
        var quarantinedCount = 0
        var salvageCount = 0
    }

    private static func payload(_ number: UInt64) -> String {
        String(repeating: "\(number).", count: Int(number % 60) + 1)
    }

    /// A file with everything in it, as the end leaves it and as a kill does.
    private func filled() throws -> [String] {
        let (storage, _, recorder) = try workshop.open()
        var operations: [JournalOperation] = []
        for session in 1...Self.sessionCount {
            operations += [
                .session(Samples.session(session)),
                .subscribed(session: session, filter: [0x61], options: 1, identifier: 0),
                .retained(Samples.message("r\(session)", "kept"), serial: session),
            ]
        }
        storage.submit(JournalBatch(shard: 0, number: 1, operations: operations))
        for number in 1...Self.messageCount {
            let session = number % Self.sessionCount + 1
            let message = Samples.message("t/\(number)", Self.payload(number))
            storage.submit(
                JournalBatch(
                    shard: 0, number: number + 1,
                    operations: [
                        Samples.owed(number, [Samples.recipient(session, number)], message)
                    ]))
        }
        #expect(recorder.wait { $0.committed() == Self.messageCount + 1 })
        let inLog = try workshop.crashImage("log.db")
        #expect(storage.stop())
        return [workshop.file, inLog]
    }

    private func rot(
        _ file: String, round: Int, _ random: inout SeededGenerator
    ) throws {
        let log = file + "-wal"
        let hasLog = FileManager.default.fileExists(atPath: log)
        let path = hasLog && Bool.random(using: &random) ? log : file
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        if round % 8 == 7 { bytes.count = Int.random(in: 1..<bytes.count, using: &random) }
        for _ in 0..<(1 << Int.random(in: 0...7, using: &random)) {
            // The first page rots less often than chance has it, or nothing else would be met.
            let low = round % 6 == 0 ? 0 : min(4_096, bytes.count - 1)
            let place = Int.random(in: low..<bytes.count, using: &random)
            bytes[place] = UInt8.random(in: 0...255, using: &random)
        }
        try bytes.write(to: URL(fileURLWithPath: path))
    }

    private func check(_ file: String, round: Int, _ damage: inout Damage) throws {
        let (storage, state, recorder) = try workshop.open(file: file)
        var numbers: Set<UInt64> = []
        for session in state.sessions {
            let number = session.record.number
            #expect(session.record == Samples.session(number), "round \(round)")
            storage.fetch(
                FetchRequest(
                    address: SessionAddress(shard: 0, slot: 0, generation: 0), session: number,
                    numbers: session.waiting.map(\.number)))
        }
        #expect(recorder.wait { $0.fetched.count == state.sessions.count })
        for delivery in recorder.fetched.flatMap(\.deliveries) {
            let number = delivery.number
            let wanted = Samples.message("t/\(number)", Self.payload(number))
            #expect(delivery.message.bytes == wanted.bytes, "round \(round), message \(number)")
            #expect(delivery.recipient.session == number % Self.sessionCount + 1)
            #expect(numbers.insert(number).inserted, "round \(round), message \(number) twice")
        }
        for message in state.retained {
            let text = String(decoding: message.bytes, as: UTF8.self)
            #expect(text.hasPrefix("r") && text.hasSuffix("kept"), "round \(round)")
        }
        let report = storage.report
        damage.keptCount += numbers.count
        damage.quarantinedCount += report.quarantinedCount
        if report.damagedFile != nil { damage.salvageCount += 1 }
        if numbers.count < Int(Self.messageCount) || report.quarantinedCount > 0
            || report.damagedFile != nil
        {
            damage.roundCount += 1
        }
        #expect(storage.stop(), "round \(round)")
    }
}
