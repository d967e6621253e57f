import BrokerCore
import BrokerStorage
import Foundation
import MQTTPackets
import MQTTTopics
import Synchronization

/// A folder of its own for one test, and what fills a store.
final class Workshop: Sendable {
    let folder: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("apus-storage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        folder = url.path
    }

    /// In a folder that is there already, and stays.
    deinit {
        // A folder that stays behind harms nobody.
        try? FileManager.default.removeItem(atPath: folder)
    }

    var file: String { folder + "/journal.db" }

    /// A store that runs.
    func open(
        _ durability: Durability = .sync, shardCount: Int = 1, inFlightMax: Int = 20,
        inFlightBytesMax: Int = .max, file: String? = nil
    ) throws -> (storage: Storage, state: StoredState, recorder: Recorder) {
        let storage = try Storage(
            StorageSettings(file: file ?? self.file, durability: durability)
        ) { Workshop.now }
        let state = try storage.restore(
            shardCount: shardCount, inFlightMax: inFlightMax, inFlightBytesMax: inFlightBytesMax)
        let recorder = Recorder()
        try storage.start { recorder.note($0) }
        return (storage, state, recorder)
    }

    /// A time at which nothing expires.
    static let now = MonotonicTime(nanoseconds: 1_000_000_000_000)

    /// Copies the files as they are, as a kill would leave them.
    func crashImage(_ name: String, of file: String? = nil) throws -> String {
        try copy(file ?? self.file, to: folder + "/" + name)
        return folder + "/" + name
    }

    /// Copies a database, its log and the name of who has it.
    func copy(_ file: String, to copy: String) throws {
        for suffix in ["", "-wal", ".lock"]
        where FileManager.default.fileExists(atPath: file + suffix) {
            try FileManager.default.copyItem(atPath: file + suffix, toPath: copy + suffix)
        }
    }
}

/// Hears what the storage thread says.
final class Recorder: Sendable {
    private struct State {
        var committed: [Int: UInt64] = [:]
        var fetched: [FetchedMessages] = []
        var faults: [StorageFault] = []
        var reports: [StorageReport] = []
        var healedCount = 0
    }

    private let state = Mutex(State())
    private let news = DispatchSemaphore(value: 0)

    func note(_ event: StorageEvent) {
        state.withLock { state in
            switch event {
            case .committed(let shard, let number): state.committed[shard] = number
            case .fetched(let messages): state.fetched.append(messages)
            case .failed(let fault): state.faults.append(fault)
            case .damaged(let report): state.reports.append(report)
            case .healed: state.healedCount += 1
            }
        }
        news.signal()
    }

    func committed(_ shard: Int = 0) -> UInt64 { state.withLock { $0.committed[shard] ?? 0 } }
    var fetched: [FetchedMessages] { state.withLock { $0.fetched } }
    var faults: [StorageFault] { state.withLock { $0.faults } }
    var reports: [StorageReport] { state.withLock { $0.reports } }
    var healedCount: Int { state.withLock { $0.healedCount } }

    /// Waits for news until it is so; false after half a minute.
    func wait(until isSo: (Recorder) -> Bool) -> Bool {
        let deadline = DispatchTime.now() + 30
        while !isSo(self) {
            if news.wait(timeout: deadline) == .timedOut { return isSo(self) }
        }
        return true
    }
}
