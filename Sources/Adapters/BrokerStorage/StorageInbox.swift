import BrokerCore
import Synchronization

/// What shards leave for the storage thread, which is woken only when it waits.
final class StorageInbox: Sendable {
    private struct Box {
        var batches: [JournalBatch] = []
        var fetches: [FetchRequest] = []
        var isStopping = false
        var isWaitedFor = false

        /// Whether the bell has to be rung.
        mutating func arrive() -> Bool {
            defer { isWaitedFor = false }
            return isWaitedFor
        }
    }

    private let box = Mutex(Box())
    private let bell: Bell

    /// Nothing is in it.
    init() throws(SystemError) { bell = try Bell() }

    /// Leaves a batch.
    func post(_ batch: JournalBatch) {
        let isWaitedFor = box.withLock { box in
            box.batches.append(batch)
            return box.arrive()
        }
        if isWaitedFor { bell.ring() }
    }

    /// Leaves a request.
    func post(_ request: FetchRequest) {
        let isWaitedFor = box.withLock { box in
            box.fetches.append(request)
            return box.arrive()
        }
        if isWaitedFor { bell.ring() }
    }

    /// Asks the thread to end when everything is written.
    func stop() {
        box.withLock { $0.isStopping = true }
        bell.ring()
    }

    /// Moves everything over, in order; whether the thread shall end.
    func take(_ batches: inout [JournalBatch], _ fetches: inout [FetchRequest]) -> Bool {
        box.withLock { box in
            if batches.isEmpty { swap(&batches, &box.batches) } else { batches += box.batches }
            fetches += box.fetches
            box.batches.removeAll(keepingCapacity: true)
            box.fetches.removeAll(keepingCapacity: true)
            return box.isStopping
        }
    }

    /// Waits until something comes, at most that long; returns at once when something is there.
    func wait(milliseconds: Int32?, forStop isStopping: Bool) {
        let mustWait = box.withLock { box in
            if !box.batches.isEmpty || !box.fetches.isEmpty { return false }
            if box.isStopping && !isStopping { return false }
            box.isWaitedFor = true
            return true
        }
        if mustWait { bell.wait(milliseconds: milliseconds) }
    }
}
