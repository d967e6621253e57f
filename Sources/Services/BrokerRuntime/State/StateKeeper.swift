import BrokerCore
import BrokerStorage
import BrokerTransport

/// Keeps the broker's state on disk, and tells log and `$SYS` how that goes.
final class StateKeeper: Sendable {
    /// What was kept.
    let restored: RestoredState
    /// Numbers sessions and messages beyond those that were kept.
    let serials: BrokerSerials
    private let storage: Storage
    private let path: String
    private let log: BrokerLog

    /// Opens the file and reads what is kept.
    init(settings: BrokerSettings, shardCount: Int, log: BrokerLog) throws(BrokerFault) {
        let file: StateFile
        do throws(StateFileFault) {
            file = try StateFile(of: settings)
        } catch {
            throw .stateFile(error)
        }
        do throws(StorageFault) {
            storage = try Storage(
                StorageSettings(file: file.path, durability: settings.persistence.durability),
                clock: { MonotonicClock.now() })
            let state = try storage.restore(
                shardCount: shardCount, inFlightMax: Int(settings.limits.inflightMessagesMax),
                inFlightBytesMax: settings.limits.outboundBytesMax)
            restored = RestoredState(state, shardCount: shardCount)
            serials = BrokerSerials(after: state)
        } catch {
            throw .storage(error)
        }
        path = file.path
        self.log = log
        log.write(StateText.opened(storage.report))
    }

    /// What reactors ask.
    var port: JournalPort {
        JournalPort(
            submit: { [storage] in storage.submit($0) }, fetch: { [storage] in storage.fetch($0) })
    }

    /// Begins to write; answers go to the mailboxes.
    func start(_ mailboxes: [ShardMailbox]) throws(BrokerFault) {
        Self.announce(.kept, to: mailboxes)
        do throws(StorageFault) {
            try storage.start { [log] event in Self.tell(event, mailboxes, log) }
        } catch {
            throw .storage(error)
        }
    }

    /// Writes what waits and closes the file; false when not everything could be written.
    func stop() -> Bool {
        if storage.stop() { return true }
        log.write([(.error, StateText.notEverythingWritten(path))])
        return false
    }

    /// Publishes how it stands.
    static func announce(_ standing: StateStanding, to mailboxes: [ShardMailbox]) {
        mailboxes[0].post(
            .announcement(topic: StateStanding.topic, payload: standing.rawValue))
    }

    private static func tell(
        _ event: StorageEvent, _ mailboxes: [ShardMailbox], _ log: BrokerLog
    ) {
        switch event {
        case .committed(let shard, let number):
            mailboxes[shard].post(.journalCommitted(upTo: number))
        case .fetched(let messages):
            mailboxes[Int(messages.request.address.shard)].post(.fetched(messages))
        case .failed(let fault):
            announce(.failed, to: mailboxes)
            log.write([(.error, StateText.failed(fault))])
        case .damaged(let report):
            if let text = StateText.damage(report) { log.write([(.warning, text)]) }
        case .healed(let milliseconds, let operations):
            announce(.kept, to: mailboxes)
            log.write([(.notice, StateText.healed(milliseconds, operations))])
        }
    }
}
