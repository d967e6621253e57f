import MQTTPackets
import MQTTSessions

/// The shard's side of the journal port.
extension Shard {
    /// Puts a fact into the batch of this tick, or into the claims that go back to the shard whose
    /// publications are being served.
    func record(_ operation: JournalOperation) {
        closeOwed()
        write(operation)
    }

    func write(_ operation: JournalOperation) {
        if let servedPoint {
            claims[Int(servedPoint.shard)].append(operation)
        } else {
            log.record(operation)
            touchesJournal = true
        }
    }

    /// From now on what is recorded belongs to that batch; nil for the open one of this shard.
    func serve(_ point: JournalPoint?) {
        closeOwed()
        servedPoint = point
    }

    /// The batch that whatever happens now belongs to.
    var currentPoint: JournalPoint {
        servedPoint ?? JournalPoint(shard: UInt32(index), batch: log.open)
    }

    func isDurable(_ point: JournalPoint) -> Bool {
        if point.batch == 0 { return true }
        let shard = Int(point.shard)
        return point.batch <= (shard == index ? log.durable : durableElsewhere[shard])
    }

    /// Whether the message may be sent: a QoS 2 message, or one whose publisher lives on another
    /// shard, only when it is durable. So nobody gets a message of QoS 2 that a crash could take
    /// back, and nothing is settled before it is written.
    func mayLeave(_ delivery: Delivery) -> Bool {
        if delivery.qos == .atLeastOnce, Int(delivery.point.shard) == index { return true }
        return isDurable(delivery.point)
    }

    /// Ends this tick and its batch; to be called in every tick, before messages for other shards
    /// are taken.
    package func closeTick() {
        beginSlices()
        if !journals { return }
        closeOwed()
        if !abandoned.isEmpty { recordAbandoned() }
        let debtors = log.debtors
        for shard in 0..<shardCount where debtors & 1 << UInt64(shard) != 0 {
            closeStage(of: shard)  // it names the batch
        }
        guard let number = log.close() else { return }
        for shard in 0..<shardCount where debtors & 1 << UInt64(shard) != 0 {
            post(.batchClosed(number), to: shard)
        }
        emitBatches()
    }

    /// The broker ends: what waits only for batches of other shards is handed over too. They were
    /// handed over before, so whoever writes everything writes them all.
    package func finishJournal() {
        let everything = Array(repeating: UInt64.max, count: shardCount)
        for (number, operations) in log.takeComplete(everything) {
            journal.append(JournalBatch(shard: index, number: number, operations: operations))
        }
    }

    /// Whether everything recorded was handed over; if not at the end, it is lost.
    package var hasHandedOverAll: Bool {
        log.isHandedOver && owed == nil && claims.allSatisfy(\.isEmpty)
    }

    /// Every batch up to the number is durable: what waited for them goes on.
    package func journalCommitted(upTo number: UInt64, now: MonotonicTime) {
        self.now = now
        settleBatches(upTo: number)
    }

    /// Whether something was put into the journal, or is to be read from it, since the last tick
    /// was closed; or whether work was left for the next.
    package var hasOpenTick: Bool {
        !departures.isEmpty || !log.operations.isEmpty || log.debtors != 0 || owed != nil
            || !fetches.isEmpty
            || !abandoned.isEmpty && !isJournalFull
    }

    // MARK: What other shards tell

    /// The other shard wants to know what is owed for its publications.
    func answerClaims(of batch: UInt64, to shard: Int) {
        var owed: [JournalOperation] = []
        swap(&owed, &claims[shard])
        post(.claims(batch: batch, owed), to: shard)
    }

    func takeClaims(_ operations: [JournalOperation], for batch: UInt64) {
        log.take(operations, for: batch)
        log.answered(batch)
        emitBatches()
    }

    /// Another shard found that members have left which were chosen here: others are chosen, and
    /// what they are owed is still part of that batch. It cannot go in circles, because each choice
    /// is made after the news of the last leaving.
    func takeReturned(_ bytes: [UInt8], of batch: UInt64) {
        serve(JournalPoint(shard: UInt32(index), batch: batch))
        for shard in 0..<shardCount { closeStage(of: shard) }
        shareAgain(bytes)
        serve(nil)
        var owed: [JournalOperation] = []
        swap(&owed, &claims[index])
        log.take(owed, for: batch)
        for shard in 0..<shardCount where !stages[shard].isEmpty {
            closeStage(of: shard, batch: batch)
            log.ask(shard, for: batch)
            post(.batchClosed(batch), to: shard)
        }
    }

    func takeDurable(upTo batch: UInt64, of shard: Int) {
        durableElsewhere[shard] = max(durableElsewhere[shard], batch)
        emitBatches()
        pumpHeldSessions()
    }

    // MARK: Batches

    private func emitBatches() {
        for (number, operations) in log.takeComplete(durableElsewhere) {
            journal.append(JournalBatch(shard: index, number: number, operations: operations))
        }
        settleBatches(upTo: log.durable)  // some may hold nothing
    }

    private func settleBatches(upTo number: UInt64) {
        let before = log.durable
        let wasFull = isJournalFull
        var told: UInt64 = 0
        log.advance(to: number) { _, listeners in told |= listeners }
        if log.durable == before { return }
        for shard in 0..<shardCount where told & 1 << UInt64(shard) != 0 {
            post(.batchesDurable(upTo: log.durable), to: shard)
        }
        if !undurableEnds.isEmpty { undurableEnds = undurableEnds.filter { $1 > log.durable } }
        while let acknowledgement = held.popFirst(upTo: log.durable) { release(acknowledgement) }
        pumpHeldSessions()
        if wasFull, !isJournalFull {
            recordUnwritten()
            if !isJournalFull { resumeStalled() }
        }
    }

    /// Whether so much waits for the disk that whoever would add to it must wait too.
    var isJournalFull: Bool { log.waitingBytes > settings.limits.journalBytesMax }

    /// Sessions whose next message waited to become durable.
    private func pumpHeldSessions() {
        if awaitingJournal.isEmpty { return }
        var sessions: [Session] = []
        swap(&sessions, &awaitingJournal)
        for session in sessions {
            session.isAwaitingJournal = false
            pump(session)
        }
    }

    /// The session is pumped again when more is durable.
    func awaitJournal(_ session: Session) {
        if session.isAwaitingJournal { return }
        session.isAwaitingJournal = true
        awaitingJournal.append(session)
    }
}
