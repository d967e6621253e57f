import BrokerCore
import BrokerStorage
import Foundation
import MQTTSessions
import Testing

/// Disks that refuse. Each runs in a process of its own, as limits and mounts are the process's.
@Suite struct TroubleTests {
    @Test func `a file that may not grow stops acknowledgements, heals and loses nothing`() async {
        await #expect(processExitsWith: .success) {
            let workshop = try Workshop()
            try Trouble(workshop).run(
                fill: { Trouble.limitFiles(to: 600_000) },
                free: { Trouble.limitFiles(to: nil) })
        }
    }

    @Test(.enabled(if: Trouble.isRoot, "mounting a small file system needs root"))
    func `a full disk stops acknowledgements, heals and loses nothing`() async {
        await #expect(processExitsWith: .success) {
            let workshop = try Workshop()
            let disk = workshop.folder + "/disk"
            let filler = disk + "/filler"
            Trouble.mount(disk, bytes: 24 << 20)
            defer { Trouble.unmount(disk) }
            try Trouble(workshop, file: disk + "/journal.db").run(
                fill: { Trouble.fill(filler) },
                free: {
                    #expect(throws: Never.self) {
                        try FileManager.default.removeItem(atPath: filler)
                    }
                })
        }
    }

    @Test func `the end waits for a disk that takes its time`() throws {
        let workshop = try Workshop()
        let storage = try Storage(StorageSettings(file: workshop.file)) { Workshop.now }
        _ = try storage.restore(
            shardCount: 1, inFlightMax: 20, inFlightBytesMax: .max)
        let slowness = DispatchSemaphore(value: 0)
        try storage.start { _ in _ = slowness.wait(timeout: .now() + 0.4) }
        let payload = String(repeating: "x", count: 3 << 20)
        for number in UInt64(1)...6 {
            // Too large for two of them to share a commit.
            let message = Samples.message("t/\(number)", payload)
            storage.submit(
                JournalBatch(
                    shard: 0, number: number,
                    operations: [
                        .session(Samples.session(1)),
                        Samples.owed(number, [Samples.recipient(1, number)], message),
                    ]))
        }
        #expect(storage.stop())
        let (again, state, _) = try workshop.open()
        #expect(state.sessions.first?.waiting.map(\.number) == [1, 2, 3, 4, 5, 6])
        #expect(again.stop())
    }

    @Test func `the end does not wait for a disk that stays full`() async {
        await #expect(processExitsWith: .success) {
            let workshop = try Workshop()
            let (storage, _, recorder) = try workshop.open()
            storage.submit(
                JournalBatch(shard: 0, number: 1, operations: [.session(Samples.session(1))]))
            #expect(recorder.wait { $0.committed() == 1 })
            Trouble.limitFiles(to: 0)
            storage.submit(
                JournalBatch(shard: 0, number: 2, operations: [.session(Samples.session(2))]))
            #expect(recorder.wait { !$0.faults.isEmpty })
            #expect(!storage.stop())
            #expect(recorder.committed() == 1)
            Trouble.limitFiles(to: nil)
            let (again, state, _) = try workshop.open()
            #expect(state.sessions.map(\.record.number) == [1])
            #expect(again.stop())
        }
    }
}

/// A disk that fills up while messages come, and has room again.
struct Trouble {
    private let workshop: Workshop
    private let file: String
    private static let payload = String(repeating: "x", count: 20_000)

    init(_ workshop: Workshop, file: String? = nil) {
        self.workshop = workshop
        self.file = file ?? workshop.file
    }

    /// - Parameters:
    ///   - fill: takes the room away.
    ///   - free: gives it back.
    func run(fill: () -> Void, free: () -> Void) throws {
        let (storage, _, recorder) = try workshop.open(file: file)
        storage.submit(
            JournalBatch(shard: 0, number: 1, operations: [.session(Samples.session(1))]))
        var number = submit(10, after: 1, to: storage)
        #expect(recorder.wait { $0.committed() == number })
        fill()
        number = submit(400, after: number, to: storage)
        #expect(recorder.wait { !$0.faults.isEmpty })
        let fault = try #require(recorder.faults.first)
        #expect(fault.file == file)
        #expect(fault.description.contains(file))
        #expect(!fault.description.contains("\n"))
        #expect(recorder.committed() < number)
        let address = SessionAddress(shard: 0, slot: 0, generation: 0)
        storage.fetch(FetchRequest(address: address, session: 1, numbers: [2, 3]))
        #expect(recorder.wait { $0.fetched.first?.deliveries.count == 2 }, "while it is full")
        free()
        number = submit(10, after: number, to: storage)
        #expect(recorder.wait { $0.committed() == number && $0.healedCount > 0 })
        #expect(recorder.faults.count == recorder.healedCount)
        number = submit(10, after: number, to: storage)
        #expect(recorder.wait { $0.committed() == number })
        #expect(storage.stop())
        let (again, state, _) = try workshop.open(file: file)
        #expect(state.sessions.first?.waiting.map(\.number) == Array(2...number))
        #expect(again.report.quarantinedCount == 0)
        #expect(again.stop())
    }

    /// Batches of one large message each, but the first.
    private func submit(_ count: UInt64, after number: UInt64, to storage: Storage) -> UInt64 {
        for batch in number + 1...number + count {
            storage.submit(
                JournalBatch(
                    shard: 0, number: batch,
                    operations: [
                        Samples.owed(
                            batch, [Samples.recipient(1, batch)],
                            Samples.message("t/\(batch)", Self.payload))
                    ]))
        }
        return number + count
    }
}
