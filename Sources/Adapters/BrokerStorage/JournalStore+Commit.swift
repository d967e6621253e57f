import BrokerCore
import MQTTPackets
import MQTTTopics

extension JournalStore {
    /// Makes the batches durable, all or none. To do it twice is to do it once.
    func commit(_ batches: ArraySlice<JournalBatch>) throws(SQLiteFault) {
        let (connection, statements) = try opened()
        let before = (tally, retainedOrder, report.quarantinedCount)
        do throws(SQLiteFault) {
            try statements.begin.run()
            try write(batches, statements)
            try statements.commit.run()
        } catch {
            (tally, retainedOrder, report.quarantinedCount) = before
            // SQLite has rolled back by itself after some errors; the first error is the one told.
            if connection.isInTransaction { try? statements.rollback.run() }
            throw error
        }
        commitCount += 1
        isDoubtful = false
    }

    private func write(
        _ batches: ArraySlice<JournalBatch>, _ statements: Statements
    ) throws(SQLiteFault) {
        log.removeAll()
        finished.removeAll(keepingCapacity: true)
        unwritten.removeAll(keepingCapacity: true)
        for batch in batches {
            for case .finished(let message) in batch.operations { finished.insert(message) }
        }
        for batch in batches {
            for operation in batch.operations { try apply(operation, statements) }
        }
        try append(log)
        if tally.isLogTooLong || (commitCount % 64 == 0 && tally.acknowledgementCount > 0) {
            try shortenLog(entriesMax: tally.isLogTooLong ? max(4_096, 2 * log.count) : 0)
        }
        if tally.reserve() { try writeNumbers() }
    }

    private func apply(
        _ operation: JournalOperation, _ statements: Statements
    ) throws(SQLiteFault) {
        switch operation {
        case .owed(let record): try insert(record, statements)
        case .finished(let message):
            if unwritten.contains(message) && !isDoubtful { return }
            statements.deleteMessage.bind(Int64(bitPattern: message), at: 1)
            try statements.deleteMessage.run()
            tally.messageCount -= connection?.changedCount ?? 0
        case .settled(let message, let session):
            note(message: message, session: session, isReleased: false)
        case .released(let message, let session):
            note(message: message, session: session, isReleased: true)
        case .received(let session, let identifier):
            let key = Self.key(session, identifier.rawValue)
            try statements.replace(StoredRow(sealing: [.integer(key)]), in: .received)
        case .completed(let session, let identifier):
            statements.deleteReceived.bind(Self.key(session, identifier.rawValue), at: 1)
            try statements.deleteReceived.run()
        case .retained(let message, let serial):
            let bytes = message.bytes
            let topic = bytes.span.extracting(message.topic)
            if retainedOrder.admits(topic, serial: serial) { try retain(message, statements) }
        case .retainedRemoved(let topic, let serial):
            guard retainedOrder.admits(topic.span, serial: serial) else { return }
            statements.deleteRetained.bind(topic.span, at: 1)
            try statements.deleteRetained.run()
        case .session, .sessionEnded, .subscribed, .unsubscribed:
            try applySession(operation, statements)
        }
    }

    private func applySession(
        _ operation: JournalOperation, _ statements: Statements
    ) throws(SQLiteFault) {
        switch operation {
        case .session(let session):
            tally.note(session: session.number)
            try statements.replace(StoredRow(session, clock: clock), in: .session)
        case .sessionEnded(let session):
            ended.insert(session)
            for statement in [statements.deleteSession, statements.deleteSubscriptionsOfSession] {
                statement.bind(Int64(bitPattern: session), at: 1)
                try statement.run()
            }
            statements.deleteReceivedOfSession.bind(Self.key(session, 0), at: 1)
            statements.deleteReceivedOfSession.bind(Self.key(session, .max), at: 2)
            try statements.deleteReceivedOfSession.run()
        case .subscribed(let session, let filter, let options, let identifier):
            let row = StoredRow(sealing: [
                StoredValue(session), .bytes(filter), StoredValue(options),
                StoredValue(identifier),
            ])
            try statements.replace(row, in: .sub)
        case .unsubscribed(let session, let filter):
            statements.deleteSubscription.bind(Int64(bitPattern: session), at: 1)
            statements.deleteSubscription.bind(filter.span, at: 2)
            try statements.deleteSubscription.run()
        default: break
        }
    }

    private func note(message: UInt64, session: UInt64, isReleased: Bool) {
        if finished.contains(message) { return }
        log.append(.init(message: message, session: session, isReleased: isReleased))
    }

    /// A message that is finished within the same transaction is never written: who waited for it
    /// has it.
    private func insert(_ record: MessageRecord, _ statements: Statements) throws(SQLiteFault) {
        tally.note(message: record.number)
        if finished.contains(record.number) {
            unwritten.insert(record.number)
            return
        }
        let without = ended.removed(from: record.recipients.bytes)
        let recipients = without ?? record.recipients.bytes
        if recipients.isEmpty { return }
        let message = record.message
        let body = message.bytes
        let bytes = body.span
        let topic = bytes.extracting(message.topic)
        let properties = bytes.extracting(message.properties)
        let payload = bytes.extracting(message.payload)
        let at = clock.now
        let expiry = clock.expiry(of: message)
        var checksum = RowChecksum()
        checksum.add(Int64(bitPattern: record.number))
        checksum.add(at)
        if let expiry { checksum.add(expiry) } else { checksum.addNothing() }
        checksum.add(Int64(message.qos.rawValue))
        checksum.add(topic)
        checksum.add(properties)
        checksum.add(payload)
        checksum.add(recipients.span)
        let statement = statements.replaceMessage
        statement.bind(Int64(bitPattern: record.number), at: 1)
        statement.bind(at, at: 2)
        if let expiry { statement.bind(expiry, at: 3) } else { statement.bindNothing(at: 3) }
        statement.bind(Int64(message.qos.rawValue), at: 4)
        statement.bind(topic, at: 5)
        statement.bind(properties, at: 6)
        statement.bind(payload, at: 7)
        statement.bind(recipients.span, at: 8)
        statement.bind(checksum.value, at: 9)
        try statement.run()
        tally.messageCount += 1
    }

    private func retain(
        _ message: StoredMessage, _ statements: Statements
    ) throws(SQLiteFault) {
        let body = message.bytes
        let bytes = body.span
        let topic = bytes.extracting(message.topic)
        let properties = bytes.extracting(message.properties)
        let payload = bytes.extracting(message.payload)
        let at = clock.now
        let expiry = clock.expiry(of: message)
        var checksum = RowChecksum()
        checksum.add(topic)
        checksum.add(at)
        if let expiry { checksum.add(expiry) } else { checksum.addNothing() }
        checksum.add(Int64(message.qos.rawValue))
        checksum.add(properties)
        checksum.add(payload)
        let statement = statements.replaceRetained
        statement.bind(topic, at: 1)
        statement.bind(at, at: 2)
        if let expiry { statement.bind(expiry, at: 3) } else { statement.bindNothing(at: 3) }
        statement.bind(Int64(message.qos.rawValue), at: 4)
        statement.bind(properties, at: 5)
        statement.bind(payload, at: 6)
        statement.bind(checksum.value, at: 7)
        try statement.run()
    }

    /// Does something whole or not at all.
    func inTransaction(
        _ body: (Statements) throws(SQLiteFault) -> Void
    ) throws(SQLiteFault) {
        let (connection, statements) = try opened()
        try statements.begin.run()
        do throws(SQLiteFault) {
            try body(statements)
            try statements.commit.run()
        } catch {
            // The first error is the one told.
            if connection.isInTransaction { try? statements.rollback.run() }
            throw error
        }
    }

    /// Where the identifier of a session lies.
    static func key(_ session: UInt64, _ identifier: UInt16) -> Int64 {
        Int64(bitPattern: session << 16 | UInt64(identifier))
    }
}
