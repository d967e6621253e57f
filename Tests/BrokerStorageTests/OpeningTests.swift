import BrokerCore
import BrokerStorage
import Foundation
import GRDB
import Testing

@Suite struct OpeningTests {
    private let workshop: Workshop

    init() throws { workshop = try Workshop() }

    @Test func `a second broker is refused with the name of the first`() throws {
        let (storage, _, _) = try workshop.open()
        let file = workshop.file
        let fault = #expect(throws: StorageFault.self) { try workshop.open() }
        guard case .heldBy(let holder) = fault?.cause else {
            Issue.record("not held: \(String(describing: fault))")
            return
        }
        #expect(holder.processID == ProcessInfo.processInfo.processIdentifier)
        #expect(!holder.command.isEmpty)
        #expect(abs(Double(holder.since) - Date().timeIntervalSince1970) < 600)
        let text = try #require(fault?.description)
        #expect(text.hasPrefix("\(file): process \(holder.processID) ("))
        #expect(!text.contains("\n"))
        #expect(storage.stop())
        let (again, _, _) = try workshop.open()
        #expect(again.stop())
    }

    @Test func `a file of a later schema is refused with both versions and left as it is`() throws {
        let (storage, _, _) = try workshop.open()
        #expect(storage.stop())
        let queue = try DatabaseQueue(path: workshop.file)
        let checksum = Checksum.of([1, 77])
        try queue.inDatabase { database in
            try database.execute(
                sql: "UPDATE meta SET value = 77, crc = \(checksum) WHERE key = 1")
        }
        try queue.close()
        let fault = #expect(throws: StorageFault.self) { try workshop.open() }
        #expect(fault?.cause == .newerSchema(found: 77, known: 1))
        #expect(fault?.description.contains("77") == true)
        #expect(!FileManager.default.fileExists(atPath: workshop.file + ".corrupt-1"))
    }

    @Test func `a later version's file that lacks what this one knows stays as it is`() throws {
        let (storage, _, _) = try workshop.open()
        #expect(storage.stop())
        let queue = try DatabaseQueue(path: workshop.file)
        let checksum = Checksum.of([1, 2])
        try queue.inDatabase { database in
            try database.execute(
                sql: """
                    ALTER TABLE msg DROP COLUMN props;
                    DROP TABLE received;
                    UPDATE meta SET value = 2, crc = \(checksum) WHERE key = 1;
                    """)
        }
        try queue.close()
        let before = FileManager.default.contents(atPath: workshop.file)
        let fault = #expect(throws: StorageFault.self) { try workshop.open() }
        #expect(fault?.cause == .newerSchema(found: 2, known: 1))
        #expect(FileManager.default.contents(atPath: workshop.file) == before)
        #expect(!FileManager.default.fileExists(atPath: workshop.file + ".corrupt-1"))
    }

    @Test func `a database of another program is refused and stays as it is`() throws {
        let queue = try DatabaseQueue(path: workshop.file)
        try queue.inDatabase { try $0.execute(sql: "CREATE TABLE meta (a); CREATE TABLE msg (b)") }
        try queue.close()
        try refuse("an SQLite database of another program")
    }

    @Test func `a file that is certainly no database of ours is refused and stays as it is`() throws
    {
        let header: [UInt8] = [0x00, 0xB5, 0x00] + Array("mosquitto db".utf8)
        let contents = [
            (Data(header + Array(repeating: 1, count: 8_192 - header.count)), "mosquitto"),
            (Data("dear diary\n".utf8), "no SQLite database"),
            (
                Data((0..<20_000).map { UInt8(truncatingIfNeeded: $0 * 7 + 1) }),
                "no SQLite database"
            ),
        ]
        for (bytes, kind) in contents {
            try bytes.write(to: URL(fileURLWithPath: workshop.file))
            try refuse(kind)
        }
    }

    @Test func `a file of ours that lost its header and its end is taken over`() throws {
        let (storage, _, recorder) = try workshop.open()
        storage.submit(
            JournalBatch(shard: 0, number: 1, operations: [.session(Samples.session(1))]))
        #expect(recorder.wait { $0.committed() == 1 })
        #expect(storage.stop())
        var bytes = try Data(contentsOf: URL(fileURLWithPath: workshop.file)).dropLast(100)
        for index in 0..<16 { bytes[index] = 0xA5 }
        try bytes.write(to: URL(fileURLWithPath: workshop.file))
        let (again, _, _) = try workshop.open()
        #expect(again.report.damagedFile == workshop.file + ".corrupt-1")
        #expect(again.stop())
    }

    private func refuse(_ kind: String) throws {
        let before = FileManager.default.contents(atPath: workshop.file)
        let fault = #expect(throws: StorageFault.self) { try workshop.open() }
        #expect(fault?.description.contains(kind) == true)
        #expect(fault?.description.contains("persistence_file") == true)
        #expect(FileManager.default.contents(atPath: workshop.file) == before)
        #expect(!FileManager.default.fileExists(atPath: workshop.file + ".corrupt-1"))
    }

    @Test func `files are for their owner only, and missing folders are made`() throws {
        let file = workshop.folder + "/a/b/journal.db"
        let (storage, _, recorder) = try workshop.open(file: file)
        storage.submit(
            JournalBatch(shard: 0, number: 1, operations: [.session(Samples.session(1))]))
        #expect(recorder.wait { $0.committed() == 1 })
        for suffix in ["", "-wal", ".lock", ".reserve"] {
            #expect(try permissions(of: file + suffix) == 0o600, "\(suffix)")
        }
        for folder in ["/a", "/a/b"] {
            #expect(try permissions(of: workshop.folder + folder) == 0o700)
        }
        #expect(!FileManager.default.fileExists(atPath: file + "-shm"), "no second connection")
        #expect(storage.stop())
        #expect(!FileManager.default.fileExists(atPath: file + "-wal"))
        #expect(!FileManager.default.fileExists(atPath: file + ".reserve"))
    }

    @Test func `a folder that cannot be made is named with its cure`() throws {
        let file = workshop.folder + "/plain"
        #expect(FileManager.default.createFile(atPath: file, contents: nil))
        let fault = #expect(throws: StorageFault.self) {
            try workshop.open(file: file + "/journal.db")
        }
        #expect(fault?.description.contains("plain") == true)
    }

    @Test func `exactly one connection is open, and no other program can get one`() throws {
        let (storage, _, recorder) = try workshop.open()
        storage.submit(
            JournalBatch(shard: 0, number: 1, operations: [.session(Samples.session(1))]))
        #expect(recorder.wait { $0.committed() == 1 })
        let open = try openFiles()
        #expect(open.count { $0 == workshop.file } == 1)
        #expect(open.count { $0 == workshop.file + "-wal" } == 1)
        #expect(storage.stop())
        #expect(try openFiles().allSatisfy { !$0.hasPrefix(workshop.folder) })
    }

    @Test func `the report names SQLite's version, and the warning the bug`() throws {
        let storage = try Storage(StorageSettings(file: workshop.file)) { Workshop.now }
        let report = storage.report
        #expect(report.sqliteVersion.split(separator: ".").count == 3)
        if let warning = report.sqliteWarning { #expect(warning.contains("3.51.3")) }
        #expect(report.file == workshop.file)
        #expect(report.fileBytes > 0)
    }

    @Test(arguments: [Durability.sync, .interval(.milliseconds(1)), .off])
    func `each durability keeps what a kill leaves`(durability: Durability) throws {
        let (storage, _, recorder) = try workshop.open(durability)
        for number in UInt64(1)...20 {
            storage.submit(
                JournalBatch(
                    shard: 0, number: number, operations: [.session(Samples.session(number))]))
        }
        #expect(recorder.wait { $0.committed() == 20 })
        let image = try workshop.crashImage("killed.db")
        let (copy, state, _) = try workshop.open(file: image)
        #expect(state.sessions.count == 20)
        #expect(copy.stop())
        #expect(storage.stop())
    }

    private func permissions(of path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? NSNumber).intValue
    }

    /// The paths that this process has open.
    private func openFiles() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
            // A descriptor may be gone by now.
            try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
        }
    }
}

/// CRC-32C as its definition has it, bit by bit.
enum Checksum {
    static func of(_ numbers: [Int64]) -> UInt32 {
        var rest = UInt32.max
        for number in numbers {
            for shift in stride(from: 0, to: 64, by: 8) {
                rest ^= UInt32(truncatingIfNeeded: number >> Int64(shift)) & 0xFF
                for _ in 0..<8 { rest = rest & 1 == 1 ? rest >> 1 ^ 0x82F6_3B78 : rest >> 1 }
            }
        }
        return ~rest
    }
}
