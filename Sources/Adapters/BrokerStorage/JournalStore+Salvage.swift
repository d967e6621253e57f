extension JournalStore {
    /// Rows that one transaction takes over.
    private static let rowsPerTransaction = 1_000
    /// Attempts to find rows behind a damaged page, for each table.
    private static let probesMax = 4_096
    private static let freshSuffix = ".new"
    private static let firstPageSuffix = "-first-page"
    private static let pageBytes = 4_096

    /// Takes over what can be read of the damaged file, row by row, into a new one, then puts it
    /// aside as `NAME.corrupt-N`. It keeps its name until the new one is complete; what is not
    /// complete is removed.
    func salvage() throws(SQLiteFault) {
        close()
        let counts = (report.salvagedCount, report.quarantinedCount)
        removeFresh()
        do throws(SQLiteFault) {
            try open(file + Self.freshSuffix)
            try takeOver()
            // All of it is in the file itself then, which a single rename can put in place.
            try opened().0.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        } catch {
            (report.salvagedCount, report.quarantinedCount) = counts
            close()
            removeFresh()
            throw error
        }
        close()
        report.damagedFile = try putAside()
        try finishSalvage()
        try open(file)
        isSuspect = false
        unreadable.removeAll()
    }

    /// Gives the new file its name where a process ended before it did so.
    func finishSalvage() throws(SQLiteFault) {
        let fresh = file + Self.freshSuffix
        if FileSystem.isThere(file) || !FileSystem.isThere(fresh) { return }
        // The damaged file went aside first: what is left under its name belongs to it.
        try moveLeftovers(to: asideName(Self.lastAside(of: file)))
        FileSystem.remove(fresh + "-wal")
        try move(fresh, to: file)
    }

    private func removeFresh() {
        for suffix in ["", "-wal"] { FileSystem.remove(file + Self.freshSuffix + suffix) }
    }

    private func takeOver() throws(SQLiteFault) {
        let (connection, statements) = try opened()
        var isAttached = try attach()
        if !isAttached {
            try transplantFirstPage()
            isAttached = try attach()
        }
        // Whatever is wrong beside the first page, without it nothing can be read.
        if isAttached {
            for table in Table.allCases { try salvage(table) }
            try connection.execute("DETACH DATABASE damaged")
        }
        for key in [MetaKey.lastSession, .lastMessage] {
            let isKept = try connection.integer(
                "SELECT count(*) FROM meta WHERE key = \(key.rawValue)")
            if isKept == 0 { try statements.replace(key.lost, in: .meta) }
        }
    }

    /// Makes the damaged file readable beside the new one; false when its first page, which names
    /// all tables, does not allow that.
    private func attach() throws(SQLiteFault) -> Bool {
        let (connection, _) = try opened()
        let quoted = file.replacing("'", with: "''")
        do throws(SQLiteFault) {
            try connection.execute("ATTACH DATABASE '\(quoted)' AS damaged")
            for table in Table.allCases {
                _ = try connection.prepare("SELECT \(table.columnList) FROM damaged.\(table)")
            }
            return true
        } catch  where error.isDamage {
            // Not attached is as good as detached.
            try? connection.execute("DETACH DATABASE damaged")
            return false
        }
    }

    /// Gives the damaged file the first page of the new one, and keeps its own beside it. Both were
    /// made by the same statements, so that each table begins on the same page.
    private func transplantFirstPage() throws(SQLiteFault) {
        try opened().0.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        do throws(SystemError) {
            var page = try DiskFile(file + Self.freshSuffix, mode: nil)
                .read(Self.pageBytes, at: 0)
            let damaged = try DiskFile(file, mode: nil)
            guard Self.isPointerMap(try damaged.read(Self.pageBytes, at: Self.pageBytes)) else {
                return  // It never was one of ours.
            }
            let kept = file + Self.firstPageSuffix
            // Where it is there, an attempt that found no room has transplanted already.
            if !FileSystem.isThere(kept) {
                let own = try damaged.read(Self.pageBytes, at: 0)
                try DiskFile(kept, mode: 0o600).write(own, at: 0)
            }
            let pageCount = UInt32(clamping: try damaged.size() / Self.pageBytes)
            // Bytes 28 to 31 count the pages; 32 to 39 lead to free ones, and none is needed.
            for index in 0..<4 {
                page[28 + index] = UInt8(truncatingIfNeeded: pageCount >> UInt32(24 - 8 * index))
            }
            for index in 32..<40 { page[index] = 0 }
            try damaged.write(page, at: 0)
        } catch {
            throw SQLiteFault(
                code: SQLiteFault.cannotOpen, systemCode: error.code,
                text: "\(error.operation) failed")
        }
    }

    /// Whether the second page is what it always is: five bytes for each page that follows, a kind
    /// from 1 to 5 first.
    private static func isPointerMap(_ page: [UInt8]) -> Bool {
        page.count == pageBytes && (0..<8).allSatisfy { (1...5).contains(page[$0 * 5]) }
    }

    /// First the file, then what belongs to it, so that a process that ends in between leaves the
    /// new file to be used, and the old log to be found beside it.
    private func putAside() throws(SQLiteFault) -> String {
        let aside = asideName(Self.lastAside(of: file) + 1)
        try move(file, to: aside)
        try moveLeftovers(to: aside)
        return aside
    }

    /// What is not yet in the damaged file is in its log, which is found by the file's name.
    private func moveLeftovers(to aside: String) throws(SQLiteFault) {
        for suffix in ["-wal", Self.firstPageSuffix] where FileSystem.isThere(file + suffix) {
            try move(file + suffix, to: aside + suffix)
        }
    }

    private func asideName(_ number: Int) -> String { "\(file).corrupt-\(number)" }

    /// The highest number of a file put aside; 0 for none.
    private static func lastAside(of file: String) -> Int {
        var number = 0
        while FileSystem.isThere("\(file).corrupt-\(number + 1)") { number += 1 }
        return number
    }

    private func move(_ path: String, to other: String) throws(SQLiteFault) {
        do throws(SystemError) {
            try FileSystem.move(path, to: other)
        } catch {
            throw SQLiteFault(
                code: SQLiteFault.cannotOpen, systemCode: error.code,
                text: "\(error.operation) failed")
        }
    }

    /// Takes over what can be read of a table: from both ends up to the damage, then both halves
    /// of what is left, and so on, the larger parts first, so that no damage hides what follows it.
    private func salvage(_ table: Table) throws(SQLiteFault) {
        var ranges: [ClosedRange<Int64>] = [0...Int64.max]
        var probeCount = 0
        while probeCount < ranges.count, probeCount < Self.probesMax {
            let range = ranges[probeCount]
            probeCount += 1
            guard let upper = try copy(table, range, isAscending: true),
                let rest = try copy(table, upper, isAscending: false),
                rest.lowerBound < rest.upperBound
            else { continue }
            let middle = Self.middle(of: rest)
            ranges.append(rest.lowerBound...middle)
            ranges.append(middle + 1...rest.upperBound)
        }
    }

    /// Half-way, or by orders of magnitude where the range ends far behind every number given.
    private static func middle(of range: ClosedRange<Int64>) -> Int64 {
        let (low, high) = (range.lowerBound, range.upperBound)
        return high / 4 > low + 1_024 ? 2 * (low + 1_024) : low + (high - low) / 2
    }

    /// Copies rows of a range up to the first that cannot be read, none twice. What is left; nil
    /// for nothing.
    private func copy(
        _ table: Table, _ range: ClosedRange<Int64>, isAscending: Bool
    ) throws(SQLiteFault) -> ClosedRange<Int64>? {
        let reading: PreparedStatement
        do throws(SQLiteFault) {
            reading = try opened().0.prepare(
                """
                SELECT rowid, \(table.columnList) FROM damaged.\(table.rawValue)
                WHERE rowid >= ? AND rowid <= ? ORDER BY rowid \(isAscending ? "ASC" : "DESC")
                """)
        } catch  where error.isDamage {
            return nil  // The table itself is gone.
        }
        var rest = range
        while true {
            reading.bind(rest.lowerBound, at: 1)
            reading.bind(rest.upperBound, at: 2)
            var rows: [StoredRow] = []
            var left: ClosedRange<Int64>? = rest
            var isEnded = false
            var isBroken = false
            do throws(SQLiteFault) {
                while rows.count < Self.rowsPerTransaction, let unread = left, !isEnded {
                    guard try reading.step() else {
                        isEnded = true
                        break
                    }
                    let number = reading.integer(0)
                    guard unread.contains(number) else {
                        throw SQLiteFault(
                            code: SQLiteFault.corrupt, systemCode: 0, text: "rows are out of order")
                    }
                    rows.append(reading.row(from: 1, count: table.columns.count))
                    left = Self.part(of: unread, beyond: number, isAscending)
                }
            } catch  where error.isCorruption {
                isBroken = true
            }
            reading.reset()
            try take(rows, of: table)
            guard let left, !isEnded else { return nil }
            if isBroken { return left }
            rest = left
        }
    }

    private static func part(
        of range: ClosedRange<Int64>, beyond number: Int64, _ isAscending: Bool
    ) -> ClosedRange<Int64>? {
        if isAscending {
            return number < range.upperBound ? number + 1...range.upperBound : nil
        }
        return number > range.lowerBound ? range.lowerBound...number - 1 : nil
    }

    private func take(_ rows: [StoredRow], of table: Table) throws(SQLiteFault) {
        if rows.isEmpty { return }
        let (connection, _) = try opened()
        let sound = rows.filter(\.isSound)
        let broken = rows.filter { !$0.isSound }
        if !broken.isEmpty {
            let name = table.rawValue
            try connection.execute(
                "CREATE TABLE IF NOT EXISTS quarantine_\(name) AS SELECT * FROM \(name) WHERE 0")
        }
        try inTransaction { statements throws(SQLiteFault) in
            for row in sound where !isOutdated(row, of: table) {
                try statements.replace(row, in: table)
            }
            if broken.isEmpty { return }
            let places = table.columns.map { _ in "?" }.joined(separator: ", ")
            let insertion = try connection.prepare(
                "INSERT INTO quarantine_\(table.rawValue) VALUES (\(places))")
            for row in broken {
                insertion.bind(row)
                try insertion.run()
            }
        }
        report.salvagedCount += sound.count
        report.quarantinedCount += broken.count
    }

    /// The new file says itself which schema it has.
    private func isOutdated(_ row: StoredRow, of table: Table) -> Bool {
        table == .meta && row.values.first == .integer(MetaKey.schema.rawValue)
    }
}
