import Synchronization

/// Holds the store for whoever works with it: first the one who restores, then the storage thread,
/// which keeps the lock from its start to its end, as the connection is its own.
final class StoreOwner: Sendable {
    let store: Mutex<JournalStore>
    /// Whether the thread wrote everything before it ended.
    let isWritten = Mutex(false)

    /// Takes the store over.
    init(_ opened: sending JournalStore) { store = Mutex(opened) }

    /// The storage thread's life.
    func work(
        _ inbox: StorageInbox, _ observer: @escaping @Sendable (StorageEvent) -> Void
    ) {
        let isWritten = store.withLock { store in
            var worker = StorageWorker(store, inbox, observer)
            return worker.run()
        }
        self.isWritten.withLock { $0 = isWritten }
    }
}
