import BrokerCore
import MQTTTopics

/// What the storage thread does: commit all that waits, say so, read what is asked for, wait.
///
/// No timer delays a commit: while one is under way the next one gathers.
struct StorageWorker: ~Copyable {
    private static let batchesMax = 1_000
    private static let bytesMax = 4 << 20
    /// How long the end waits for a disk in trouble; for one that is slow it waits.
    private static let stopPatience = Duration.seconds(1)
    /// After so many attempts what cannot be read counts as gone, as on a drive with a bad sector.
    private static let failedReadingsMax = 5

    private let store: JournalStore
    private let inbox: StorageInbox
    private let observer: @Sendable (StorageEvent) -> Void
    private let clock = ContinuousClock()
    private var reserve: ReserveFile
    private var synchroniser: LogSynchroniser
    private var trouble: StorageTrouble?
    private var batches: [JournalBatch] = []
    /// The first of `batches` that is not written.
    private var next = 0
    private var fetches: [FetchRequest] = []
    /// What was told of the file's damage.
    private var told: StorageReport
    /// How often reading failed in a row though the file was opened and written meanwhile.
    private var failedReadings = 0

    /// Nothing is under way.
    init(
        _ store: JournalStore, _ inbox: StorageInbox,
        _ observer: @escaping @Sendable (StorageEvent) -> Void
    ) {
        self.store = store
        self.inbox = inbox
        self.observer = observer
        told = store.report
        reserve = ReserveFile(of: store.file)
        synchroniser = LogSynchroniser(of: store.file, store.durability)
    }

    /// Works until the inbox asks for the end; whether everything that waited was written.
    mutating func run() -> Bool {
        reserve.make()
        var stopAt: ContinuousClock.Instant?
        while true {
            let isStopping = inbox.take(&batches, &fetches)
            work()
            if isStopping {
                if batches.isEmpty && (goesWell || store.durability == .sync) { break }
                let now = clock.now
                let asked = stopAt ?? now
                stopAt = asked
                if let trouble, !goesWell, now >= max(asked, trouble.began) + Self.stopPatience {
                    break
                }
            }
            let isBusy = goesWell && (!batches.isEmpty || !fetches.isEmpty)
            if !isBusy { inbox.wait(milliseconds: patience(), forStop: isStopping) }
        }
        reserve.drop()
        let isSynchronised = goesWell && synchroniser.finish()
        let isClosed = store.finish()
        return batches.isEmpty
            && ((isSynchronised && isClosed) || store.durability == .sync)
    }

    /// Whether the file takes what is written.
    private var goesWell: Bool { trouble == nil || trouble?.goesWellSince != nil }

    /// Milliseconds until something is due without being asked for; nil for never.
    private func patience() -> Int32? {
        if let trouble { return Int32(clamping: trouble.pause(now: clock.now)) }
        return synchroniser.pause(now: clock.now).map { Int32(clamping: $0) }
    }

    private mutating func work() {
        if let trouble, trouble.goesWellSince == nil {
            do throws(StorageFault) {
                if clock.now < trouble.attemptAt { return serveMeanwhile() }
                try store.reopen()
                tellDamage()
            } catch {
                fail(error)
                return serveMeanwhile()
            }
        }
        do throws(SQLiteFault) {
            try commitSome()
            try serveFetches()
            try synchroniser.synchroniseIfDue(now: clock.now)
        } catch {
            fail(StorageFault(file: store.file, error))
        }
    }

    /// One transaction with as many whole batches as its limits allow.
    private mutating func commitSome() throws(SQLiteFault) {
        let group = nextGroup()
        if !group.isEmpty {
            try store.commit(batches[group])
            synchroniser.noteCommit(now: clock.now)
            tellDamage()
        }
        healIfWell()
        if group.isEmpty { return }
        var committed: [Int: UInt64] = [:]
        for batch in batches[group] { committed[batch.shard] = batch.number }
        next = group.upperBound
        if next == batches.count {
            batches.removeAll(keepingCapacity: true)
            next = 0
        } else if next >= Self.batchesMax {
            // Under a load that never lets it run empty.
            batches.removeFirst(next)
            next = 0
        }
        for (shard, number) in committed { observer(.committed(shard: shard, upTo: number)) }
        if store.commitCount % 1_024 == 0 {
            reserve.makeWhenComfortable()
            try store.tidyUp()
        }
    }

    private func nextGroup() -> Range<Int> {
        var end = next
        var bytes = 0
        while end < batches.count, end - next < Self.batchesMax {
            bytes += batches[end].bytes
            if bytes > Self.bytesMax && end > next { break }
            end += 1
        }
        return next..<end
    }

    private mutating func serveFetches() throws(SQLiteFault) {
        var served = 0
        defer { fetches.removeFirst(served) }
        for request in fetches {
            failedReadings += 1
            let skips = failedReadings > Self.failedReadingsMax
            let messages = try store.fetch(request, skipsUnreadable: skips)
            tellDamage()
            observer(.fetched(messages))
            failedReadings = 0
            served += 1
        }
    }

    /// Reads on where writing fails only because the disk is full.
    private mutating func serveMeanwhile() {
        if store.connection == nil { return }
        do throws(SQLiteFault) {
            try serveFetches()
        } catch {
            if error.isCorruption { store.isSuspect = true }
            store.close()
        }
    }

    private mutating func fail(_ fault: StorageFault) {
        synchroniser.close()
        if case .sqlite(let reason) = fault.cause {
            if reason.isFull { reserve.drop() } else { store.close() }
            if reason.isCorruption { store.isSuspect = true }
        } else {
            store.close()
        }
        if trouble != nil {
            trouble?.attemptFailed(now: clock.now)
        } else {
            trouble = StorageTrouble(now: clock.now)
            observer(.failed(fault))
        }
    }

    /// Tells what was put aside since it was last told.
    private mutating func tellDamage() {
        let report = store.report
        if report.damagedFile == told.damagedFile
            && report.quarantinedCount == told.quarantinedCount
        {
            return
        }
        told = report
        observer(.damaged(report))
    }

    /// Healed is what writes again and has room to go on: where the disk was full, the reserve
    /// stands again, or commits have gone well for a while.
    private mutating func healIfWell() {
        guard let current = trouble else { return }
        let now = clock.now
        if current.goesWellSince != nil && now < current.attemptAt { return }
        reserve.make()
        if reserve.isStanding || (reserve.hasMargin && current.isOverProbation(now: now)) {
            trouble = nil
            let waiting = batches[next...].reduce(0) { $0 + $1.operations.count }
            observer(
                .healed(
                    afterMilliseconds: current.milliseconds(now: now), waitingOperations: waiting))
        } else {
            trouble?.goesWell(now: now)
        }
    }
}

extension JournalBatch {
    /// About the bytes that it adds to the file.
    fileprivate var bytes: Int {
        var sum = 0
        for operation in operations {
            switch operation {
            case .owed(let record):
                sum += record.message.bytes.count + record.recipients.bytes.count
            case .retained(let message, _): sum += message.bytes.count
            case .session(let session): sum += session.will?.payload.count ?? 0
            default: break
            }
            sum += 32
        }
        return sum
    }
}
