import BrokerCore

/// The database: batches in, state out. Belongs to one thread at a time.
final class JournalStore {
    let file: String
    let durability: Durability
    let clock: WallClock
    var report = StorageReport()
    var tally = JournalTally()
    /// News of this transaction for the acknowledgement log.
    var log = AcknowledgementLog()
    /// Messages that are finished within this transaction, and those of them never written.
    var finished: Set<UInt64> = []
    var unwritten: Set<UInt64> = []
    /// Whether the file may hold what a failed transaction wrote.
    var isDoubtful = false
    /// Whether a page was met that SQLite cannot read: opening the file anew does not mend it, and
    /// a large file is not checked then.
    var isSuspect = false
    /// Messages whose rows could not be read when the acknowledgement log was folded.
    var unreadable: Set<UInt64> = []
    var ended = EndedSessions()
    var retainedOrder = RetainedOrder()
    var commitCount = 0
    /// Nil while the file is closed: before `open` has succeeded, and after a fault.
    var connection: Connection?
    /// Nil when the end has come.
    private var lock: DatabaseLock?

    /// Free pages that are left to the file for its next messages.
    private static let freePagesKept = 16_384
    private static let freePagesReturned = 2_048
    private static let logBytesMax = 128 << 20

    /// Takes the lock and opens or makes the file. What cannot be opened for its content is put
    /// aside, and what can be read of it is taken over.
    init(_ settings: StorageSettings, clock: WallClock) throws(StorageFault) {
        file = settings.file
        durability = settings.durability
        self.clock = clock
        do throws(SystemError) {
            try FileSystem.makeFolder(of: settings.file)
        } catch {
            throw StorageFault(file: settings.file, error)
        }
        if !DatabaseLock.wasHeld(of: file) {
            do throws(SQLiteFault) {
                try FileOrigin.checkBytes(of: file)
            } catch {
                throw StorageFault(file: file, error)
            }
        }
        lock = try DatabaseLock(of: settings.file, now: clock.now / 1_000)
        // What a killed broker left would be missed on a full disk.
        var reserve = ReserveFile(of: settings.file)
        reserve.drop()
        report.file = file
        report.durability = durability
        describeSQLite()
        do throws(SQLiteFault) {
            try openOrSalvage()
            do throws(SQLiteFault) {
                var nothing = Restoration(shardCount: 1)
                if try readNumbers(&nothing) { tally.leap() }
            } catch  where error.isCorruption {
                // The restoration meets it too, and repairs it.
            }
        } catch {
            throw StorageFault(file: file, error)
        }
        report.fileBytes = FileSystem.size(of: file) + FileSystem.size(of: file + "-wal")
    }

    /// What SQLite is asked to do with; while the file is closed, the fault that says so.
    func opened() throws(SQLiteFault) -> (Connection, Statements) {
        guard let connection, let statements = connection.statements else {
            throw SQLiteFault(
                code: SQLiteFault.cannotOpen, systemCode: 0, text: "the file is closed")
        }
        return (connection, statements)
    }

    /// Opens the file, with the rights that it needs from the first byte.
    func open(_ path: String) throws(SQLiteFault) {
        do throws(SystemError) {
            _ = try DiskFile(path, mode: 0o600)
        } catch {
            throw SQLiteFault(
                code: SQLiteFault.cannotOpen, systemCode: error.code,
                text: "unable to open the file")
        }
        let connection = try Connection(file: path, durability: durability)
        self.connection = connection
        do throws(SQLiteFault) {
            try checkSchema()
            // Small files are read whole at every start anyway; large ones tell when they are.
            if FileSystem.size(of: path) + FileSystem.size(of: path + "-wal") < 64 << 20,
                let verdict = try connection.text("PRAGMA quick_check(1)"), verdict != "ok"
            {
                throw SQLiteFault(code: SQLiteFault.corrupt, systemCode: 0, text: verdict)
            }
        } catch {
            close()
            throw error
        }
    }

    /// Closes the file as it is.
    func close() {
        connection?.close()
        connection = nil
    }

    /// Closes the file, opens it again and proves that it takes what is written: after an error of
    /// the disk the cache may hold what the disk never got, so everything that the log holds is
    /// written once more.
    func reopen() throws(StorageFault) {
        close()
        isDoubtful = true
        do throws(SQLiteFault) {
            if isSuspect {
                try finishSalvage()
                try salvage()
            } else {
                try openOrSalvage()
            }
            try opened().0.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            try writeNumbers()
        } catch {
            // On a full disk it can still be read.
            if !error.isFull { close() }
            throw StorageFault(file: file, error)
        }
    }

    /// Writes the exact numbers, gives back free pages, closes and lets go of the lock; false when
    /// it failed.
    func finish() -> Bool {
        defer { lock = nil }
        tally.release()
        do throws(SQLiteFault) {
            try writeNumbers()
            try tidyUp()
        } catch {
            close()
            return false
        }
        close()
        return true
    }

    /// Gives pages back to the file system when very many are free, and empties a log that has
    /// grown because checkpoints fail, which SQLite says nothing of by itself.
    func tidyUp() throws(SQLiteFault) {
        let (connection, _) = try opened()
        if FileSystem.size(of: file + "-wal") > Self.logBytesMax {
            try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        }
        let free = try connection.integer("PRAGMA freelist_count") ?? 0
        if free > Self.freePagesKept {
            try connection.execute("PRAGMA incremental_vacuum(\(Self.freePagesReturned))")
        }
    }

    /// Writes the highest numbers, each as far ahead as reserved.
    func writeNumbers() throws(SQLiteFault) {
        let (_, statements) = try opened()
        try statements.replace(MetaKey.lastSession.row(tally.reservedSession), in: .meta)
        try statements.replace(MetaKey.lastMessage.row(tally.reservedMessage), in: .meta)
    }

    private func openOrSalvage() throws(SQLiteFault) {
        try finishSalvage()
        do throws(SQLiteFault) {
            try open(file)
        } catch  where error.isCorruption {
            try salvage()
        }
    }

    /// Writes our schema's version where the file has none or an earlier one.
    private func checkSchema() throws(SQLiteFault) {
        let (connection, statements) = try opened()
        let reading = try connection.prepare(
            "SELECT \(Table.meta.columnList) FROM meta WHERE key = \(MetaKey.schema.rawValue)")
        if try reading.step() {
            let row = reading.row(count: Table.meta.columns.count)
            reading.reset()
            guard row.isSound, let version = row.values[1].integer else {
                throw SQLiteFault(
                    code: SQLiteFault.corrupt, systemCode: 0, text: "its schema is unreadable")
            }
            if version == Schema.version { return }
        }
        try statements.replace(MetaKey.schema.row(UInt64(Schema.version)), in: .meta)
    }

    private func describeSQLite() {
        let (text, number) = Connection.version
        report.sqliteVersion = text
        let isMended =
            number >= 3_051_003 || (3_050_007..<3_051_000).contains(number)
            || (3_044_006..<3_045_000).contains(number)
        if !isMended {
            report.sqliteWarning =
                "SQLite \(text) can lose commits when two connections reset its log (mended in "
                + "3.51.3); apus opens one connection only, and is not affected"
        }
    }
}
