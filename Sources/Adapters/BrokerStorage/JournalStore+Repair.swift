import BrokerCore

extension JournalStore {
    /// Puts aside what the start could not use, and removes messages that nobody waits for. On a
    /// full disk it all stays for a later start.
    func clean(_ restoration: Restoration, isNumberLost: Bool) throws(SQLiteFault) {
        if restoration.unsound.isEmpty && restoration.orphans.isEmpty && !isNumberLost { return }
        var rows: [Table: [Int64]] = [:]
        for (table, row) in restoration.unsound { rows[table, default: []].append(row) }
        let orphans = restoration.orphans.map { Int64(bitPattern: $0) }
        // Who waited for them may be in a row that is broken, or was in one.
        let mayBeOwed = report.damagedFile != nil || rows[.session] != nil
        if mayBeOwed { rows[.msg, default: []] += orphans }
        do throws(SQLiteFault) {
            try inTransaction { statements throws(SQLiteFault) in
                for (table, numbers) in rows { try quarantine(numbers, of: table) }
                if !mayBeOwed {
                    for orphan in orphans {
                        statements.deleteMessage.bind(orphan, at: 1)
                        try statements.deleteMessage.run()
                    }
                }
                if isNumberLost { try writeNumbers() }
            }
        } catch  where error.isFull {
            // Nothing of it is used, wherever it lies; the first commit writes the numbers.
            tally.reserveAnew()
        }
        report.quarantinedCount += rows.values.reduce(0) { $0 + $1.count }
        if !mayBeOwed { report.orphanCount += orphans.count }
    }

    /// Moves rows as they are into a table of their own, within the transaction that is open.
    func quarantine(_ rows: [Int64], of table: Table) throws(SQLiteFault) {
        let (connection, _) = try opened()
        let name = table.rawValue
        try connection.execute(
            "CREATE TABLE IF NOT EXISTS quarantine_\(name) AS SELECT * FROM \(name) WHERE 0")
        let copying = try connection.prepare(
            "INSERT INTO quarantine_\(name) SELECT * FROM \(name) WHERE rowid = ?")
        let deletion = try connection.prepare("DELETE FROM \(name) WHERE rowid = ?")
        for row in rows {
            for statement in [copying, deletion] {
                statement.bind(row, at: 1)
                try statement.run()
            }
        }
    }
}
