package import BrokerCore
import Synchronization

/// The journal on disk: one SQLite file, one connection, one thread that writes.
///
/// A batch is durable when its number was reported as committed, not before. Whatever stands in
/// the way is reported once, tried again until it works, and then reported as healed; batches wait
/// meanwhile and none is lost or written twice.
package final class Storage: Sendable {
    private enum Phase {
        case opened
        case running(StorageThread)
        case stopped(isWritten: Bool)
    }

    private let owner: StoreOwner
    private let inbox: StorageInbox
    private let phase = Mutex(Phase.opened)
    private let snapshot: Mutex<StorageReport>

    /// Opens or makes the file: lock, version check, migrations, one connection.
    package init(
        _ settings: StorageSettings, clock: @escaping @Sendable () -> MonotonicTime
    ) throws(StorageFault) {
        do throws(SystemError) {
            inbox = try StorageInbox()
        } catch {
            throw StorageFault(file: settings.file, error)
        }
        let opened = try JournalStore(settings, clock: WallClock(clock))
        snapshot = Mutex(opened.report)
        owner = StoreOwner(opened)
    }

    deinit { _ = stop() }

    /// Everything kept; to be called once, before `start`. Quarantines what fails its check and
    /// says so in ``report``.
    /// - Parameter inFlightBytesMax: beyond so many bytes of a session's messages in flight the
    ///   others wait.
    package func restore(
        shardCount: Int, inFlightMax: Int, inFlightBytesMax: Int
    ) throws(StorageFault) -> StoredState {
        let bounds = InFlightBounds(count: inFlightMax, bytes: inFlightBytesMax)
        let (state, report) = try owner.store.withLock { store throws(StorageFault) in
            (try store.restore(shardCount: shardCount, bounds), store.report)
        }
        snapshot.withLock { $0 = report }
        return state
    }

    /// What the start found.
    package var report: StorageReport { snapshot.withLock { $0 } }

    /// Starts the thread that writes; to be called once. The observer is called on it.
    package func start(
        _ observer: @escaping @Sendable (StorageEvent) -> Void
    ) throws(StorageFault) {
        let file = report.file
        try phase.withLock { phase throws(StorageFault) in
            guard case .opened = phase else {
                preconditionFailure("storage is started once, before it is stopped")
            }
            let owner = owner
            let inbox = inbox
            do throws(SystemError) {
                phase = .running(try StorageThread { owner.work(inbox, observer) })
            } catch {
                throw StorageFault(file: file, error)
            }
        }
    }

    /// Leaves a batch to be written; each shard's in the order of their numbers.
    package func submit(_ batch: JournalBatch) { inbox.post(batch) }

    /// Asks for messages that are durable; also answered while a full disk takes nothing more.
    package func fetch(_ request: FetchRequest) { inbox.post(request) }

    /// Commits what waits and closes; false when something could not be written (nothing of it was
    /// acknowledged).
    package func stop() -> Bool {
        phase.withLock { phase in
            switch phase {
            case .opened: phase = .stopped(isWritten: owner.store.withLock { $0.finish() })
            case .running(let thread):
                inbox.stop()
                thread.join()
                phase = .stopped(isWritten: owner.isWritten.withLock { $0 })
            case .stopped: break
            }
            guard case .stopped(let isWritten) = phase else { return false }
            return isWritten
        }
    }
}
