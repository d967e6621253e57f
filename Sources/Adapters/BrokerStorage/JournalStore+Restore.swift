import BrokerCore
import MQTTPackets
import MQTTSessions
import MQTTTopics

extension JournalStore {
    /// Everything kept. A file that turns out to be damaged is put aside and what can be read is
    /// taken over, once.
    func restore(
        shardCount: Int, _ bounds: InFlightBounds
    ) throws(StorageFault) -> StoredState {
        do throws(SQLiteFault) {
            do throws(SQLiteFault) {
                return try readAll(shardCount: shardCount, bounds)
            } catch  where error.isCorruption {
                try salvage()
                return try readAll(shardCount: shardCount, bounds)
            }
        } catch {
            throw StorageFault(file: file, error)
        }
    }

    private func readAll(
        shardCount: Int, _ bounds: InFlightBounds
    ) throws(SQLiteFault) -> StoredState {
        tally = JournalTally()
        var retained: [StoredMessage] = []
        var restoration = Restoration(shardCount: shardCount)
        let isNumberLost = try readNumbers(&restoration)
        try readSessions(&restoration)
        try readRetained(&retained, &restoration)
        let index = try readLog(&restoration)
        try readMessages(&restoration, index)
        if isNumberLost { tally.leap() }
        if !restoration.mixed.isEmpty {
            try split(restoration, index)
            return try readAll(shardCount: shardCount, bounds)
        }
        try clean(restoration, isNumberLost: isNumberLost)
        var state = StoredState()
        state.recipientCounts = restoration.recipientCounts
        state.retained = retained
        state.lastSessionNumber = tally.highestSession
        state.lastMessageNumber = tally.highestMessage
        state.sessions.reserveCapacity(restoration.sessions.count)
        for place in restoration.sessions.indices {
            var session = restoration.sessions[place]
            let backlog = restoration.takeBacklog(place)
            try fill(&session, from: backlog, index, bounds)
            state.sessions.append(session)
        }
        tally.messageCount = restoration.messageCount
        report.sessionCount = state.sessions.count
        report.subscriptionCount = state.sessions.reduce(0) { $0 + $1.subscriptions.count }
        report.messageCount = restoration.messageCount
        report.retainedCount = retained.count
        return state
    }

    /// Every sound row of a table, in the order of its numbers.
    private func forEachRow(
        of table: Table, _ restoration: inout Restoration,
        _ body: (StoredRow, inout Restoration) -> Bool
    ) throws(SQLiteFault) {
        let reading = try opened().0.prepare(
            "SELECT rowid, \(table.columnList) FROM \(table.rawValue) ORDER BY rowid")
        while try reading.step() {
            let number = reading.integer(0)
            let row = reading.row(from: 1, count: table.columns.count)
            if !row.isSound || !body(row, &restoration) {
                restoration.unsound.append((table, number))
            }
        }
    }

    /// Reads which numbers were given; whether the file no longer says it.
    func readNumbers(_ restoration: inout Restoration) throws(SQLiteFault) -> Bool {
        var numbers: [Int64: UInt64] = [:]
        try forEachRow(of: .meta, &restoration) { row, _ in
            guard let key = row.values[0].integer, let value = row.values[1].number else {
                return false
            }
            numbers[key] = value
            return true
        }
        let session = numbers[MetaKey.lastSession.rawValue]
        let message = numbers[MetaKey.lastMessage.rawValue]
        tally.found(session: session ?? 0, message: message ?? 0)
        // A new file has neither. A salvage says by an empty row that it found none.
        let isDamaged = restoration.unsound.contains { $0.table == .meta }
        let isNew = session == nil && message == nil && !isDamaged
        return !isNew && (session == nil || message == nil)
    }

    private func readSessions(_ restoration: inout Restoration) throws(SQLiteFault) {
        let clock = clock
        try forEachRow(of: .session, &restoration) { row, restoration in
            guard let record = row.session(clock: clock) else { return false }
            restoration.add(record)
            return true
        }
        for session in restoration.sessions { tally.note(session: session.record.number) }
        try forEachRow(of: .sub, &restoration) { row, restoration in
            guard let session = row.values[0].number, let filter = row.values[1].bytes,
                let options = row.values[2].integer.flatMap({ UInt8(exactly: $0) }),
                let identifier = row.values[3].integer.flatMap({ UInt32(exactly: $0) })
            else { return false }
            restoration.update(session) { stored in
                stored.subscriptions.append(
                    .init(filter: filter, options: options, identifier: identifier))
            }
            return true
        }
        try forEachRow(of: .received, &restoration) { row, restoration in
            guard let key = row.values[0].number,
                let identifier = PacketID(UInt16(truncatingIfNeeded: key))
            else { return false }
            restoration.update(key >> 16) { $0.received.append(identifier) }
            return true
        }
    }

    private func readRetained(
        _ retained: inout [StoredMessage], _ restoration: inout Restoration
    ) throws(SQLiteFault) {
        let clock = clock
        var found: [StoredMessage] = []
        try forEachRow(of: .retained, &restoration) { row, _ in
            guard let message = row.retained(clock: clock) else { return false }
            found.append(message)
            return true
        }
        retained = found
    }

    private func readLog(
        _ restoration: inout Restoration
    ) throws(SQLiteFault) -> AcknowledgementIndex {
        var entries: [AcknowledgementLog.Entry] = []
        var last: Int64 = 0
        try forEachRow(of: .ack, &restoration) { row, _ in
            guard let number = row.values[0].integer, let bytes = row.values[2].bytes else {
                return false
            }
            last = max(last, number)
            entries += AcknowledgementLog.entries(in: bytes)
            return true
        }
        tally.lastAcknowledgementRow = last
        tally.acknowledgementCount = entries.count
        // Its messages may be gone, and still none of them may come again.
        for entry in entries { tally.note(message: entry.message) }
        return AcknowledgementIndex(entries)
    }

    private func readMessages(
        _ restoration: inout Restoration, _ index: AcknowledgementIndex
    ) throws(SQLiteFault) {
        let reading = try opened().0.prepare(
            "SELECT \(Table.msg.columnList) FROM msg ORDER BY id")
        var previous: Int64?
        var highestSession: UInt64 = 0
        while try reading.step() {
            let id = reading.integer(0)
            if let previous, id <= previous {
                throw SQLiteFault(
                    code: SQLiteFault.corrupt, systemCode: 0, text: "rows are out of order")
            }
            previous = id
            let number = UInt64(bitPattern: id)
            guard reading.isSoundMessage else {
                restoration.unsound.append((.msg, id))
                continue
            }
            tally.note(message: number)
            let message = PagedMessage(
                number: number, deadlineNanoseconds: reading.deadlineNanoseconds(clock),
                byteCount: (4...6).reduce(0) { $0 + reading.withBytes($1) { $0.count } })
            let isList = reading.withBytes(7) { recipients in
                restoration.add(
                    message, recipients: recipients, index, highestSession: &highestSession)
            }
            if !isList { restoration.unsound.append((.msg, id)) }
        }
        tally.note(session: highestSession)
    }

    private func fill(
        _ session: inout StoredSession, from backlog: consuming Restoration.Backlog,
        _ index: AcknowledgementIndex, _ bounds: InFlightBounds
    ) throws(SQLiteFault) {
        backlog.sort()
        let record = session.record
        if case .away(_, let sent) = record.presence { session.lastOrdinal = sent }
        session.lastOrdinal = max(session.lastOrdinal, backlog.ordinals.last ?? 0)
        let inFlightCount = backlog.inFlightCount(record.presence, bounds)
        let readCount = backlog.hasShared ? backlog.messages.count : inFlightCount
        for (place, message) in backlog.messages.prefix(readCount).enumerated() {
            let number = message.number
            guard let stored = try delivery(of: number, to: record.number) else { continue }
            let progress = index.progress(of: record.number, with: number)
            let delivery = StoredDelivery(
                number: number, message: stored.message, recipient: stored.recipient,
                isReleased: stored.isReleased || progress == .released)
            if place < inFlightCount {
                session.inFlight.append(delivery)
            } else {
                session.resident.append(delivery)
            }
        }
        backlog.messages.removeFirst(readCount)
        session.waiting = backlog.messages
    }
}

extension PreparedStatement {
    /// Whether the row of messages that the statement stands at has its own checksum.
    var isSoundMessage: Bool {
        var checksum = RowChecksum()
        for column in Int32(0)...3 {
            if isNothing(column) { checksum.addNothing() } else { checksum.add(integer(column)) }
        }
        for column in Int32(4)...7 { withBytes(column) { checksum.add($0) } }
        return isInteger(8) && integer(8) == checksum.value
    }

    /// When the message of the row expires; nil for never.
    func deadlineNanoseconds(_ clock: WallClock) -> UInt64? {
        isNothing(2) ? nil : clock.time(at: integer(2), written: integer(1)).nanoseconds
    }
}
