extension JournalStore {
    /// Drops rows of the acknowledgement log whose messages are gone, and folds the oldest others
    /// into the recipients of their messages, within the transaction that is open.
    /// - Parameter entriesMax: of those others, about so many.
    func shortenLog(entriesMax: Int) throws(SQLiteFault) {
        let (_, statements) = try opened()
        let oldestMessage = try firstInteger(statements.oldestMessage).map(UInt64.init(bitPattern:))
        var entries: [AcknowledgementLog.Entry] = []
        var unsound: [Int64] = []
        var lastRow: Int64?
        var droppedCount = 0
        var isAll = true
        let rows = statements.oldestAcknowledgements
        while try rows.step() {
            let row = rows.row(count: Table.ack.columns.count)
            guard row.isSound, let highest = row.values[1].number, let bytes = row.values[2].bytes
            else {
                unsound.append(rows.integer(0))
                lastRow = rows.integer(0)
                continue
            }
            let isGone = oldestMessage.map { highest < $0 } ?? true
            if !isGone && entries.count >= entriesMax {
                isAll = false
                break
            }
            let found = AcknowledgementLog.entries(in: bytes)
            if !isGone { entries += found }
            droppedCount += found.count
            lastRow = rows.integer(0)
        }
        rows.reset()
        guard let lastRow else { return }
        if !unsound.isEmpty {
            try quarantine(unsound, of: .ack)
            report.quarantinedCount += unsound.count
        }
        let unfolded = try fold(AcknowledgementIndex(entries), statements)
        statements.deleteAcknowledgementsUpTo.bind(lastRow, at: 1)
        try statements.deleteAcknowledgementsUpTo.run()
        // The count is a guess after a commit that failed late; here it is known.
        tally.acknowledgementCount = isAll ? 0 : tally.acknowledgementCount - droppedCount
        try append(AcknowledgementLog(entries.filter { unfolded.contains($0.message) }))
    }

    /// Writes news of one transaction as a row.
    func append(_ log: AcknowledgementLog) throws(SQLiteFault) {
        if log.count == 0 { return }
        tally.lastAcknowledgementRow += 1
        tally.acknowledgementCount += log.count
        let row = StoredRow(sealing: [
            .integer(tally.lastAcknowledgementRow), StoredValue(log.highestMessage),
            .bytes(log.bytes),
        ])
        try opened().1.replace(row, in: .ack)
    }

    /// Brings the news into the rows of their messages; answers which could not be read. Those rows
    /// are left to a start, which puts them aside, and what is known of them stays in the log.
    private func fold(
        _ index: AcknowledgementIndex, _ statements: Statements
    ) throws(SQLiteFault) -> Set<UInt64> {
        var unfolded: Set<UInt64> = []
        for message in index.messages {
            guard let row = try readable(message, &unfolded) else { continue }
            guard row.isSound, let recipients = row.recipients,
                let folded = index.applied(to: recipients, of: message)
            else {
                unfolded.insert(message)
                continue
            }
            if folded == recipients { continue }
            if folded.isEmpty {
                statements.deleteMessage.bind(Int64(bitPattern: message), at: 1)
                try statements.deleteMessage.run()
                tally.messageCount -= 1
            } else {
                try statements.replace(
                    row.replacing(number: message, recipients: folded), in: .msg)
            }
        }
        return unfolded
    }

    /// The row of a message to be folded; nil when there is none that can be read.
    private func readable(
        _ message: UInt64, _ unfolded: inout Set<UInt64>
    ) throws(SQLiteFault) -> StoredRow? {
        if unreadable.contains(message) {
            unfolded.insert(message)
            return nil
        }
        do throws(SQLiteFault) {
            return try row(of: message)
        } catch {
            if error.isFull { throw error }
            unreadable.insert(message)
            // SQLite has rolled back where the drive failed: the next attempt leaves it out.
            if connection?.isInTransaction != true { throw error }
            unfolded.insert(message)
            return nil
        }
    }

    /// The row of a message as it is; nil when there is none.
    func row(of message: UInt64) throws(SQLiteFault) -> StoredRow? {
        let reading = try opened().1.message
        reading.bind(Int64(bitPattern: message), at: 1)
        defer { reading.reset() }
        return try reading.step() ? reading.row(count: Table.msg.columns.count) : nil
    }

    private func firstInteger(_ statement: PreparedStatement) throws(SQLiteFault) -> Int64? {
        defer { statement.reset() }
        return try statement.step() ? statement.integer(0) : nil
    }
}
