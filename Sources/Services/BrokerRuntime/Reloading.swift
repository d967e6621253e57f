import BrokerCore
import BrokerTransport
import Synchronization

/// Reads again what listeners hold clients against, while they serve.
final class Reloading: Sendable {
    /// As they were opened; what is read again may have other names by now.
    private let opened: [Broker.BoundListener]
    /// The TLS of each; nil for plain text.
    private let tls: [TLSListener?]
    private let authentication: Authentication
    private let mailboxes: [ShardMailbox]
    private let log: BrokerLog
    private let present: Mutex<[ListenerSettings]>
    private let stamps: Mutex<Stamps>

    /// What the files looked like.
    private struct Stamps {
        /// When they were read last.
        var read: FileStamps
        /// When somebody looked last.
        var seen: FileStamps
    }

    init(
        listeners: [Broker.BoundListener], tls: [TLSListener?], authentication: Authentication,
        mailboxes: [ShardMailbox], log: BrokerLog
    ) {
        opened = listeners
        self.tls = tls
        self.authentication = authentication
        self.mailboxes = mailboxes
        self.log = log
        let settings = listeners.map(\.settings)
        present = Mutex(settings)
        let stamps = FileStamps(of: settings)
        self.stamps = Mutex(Stamps(read: stamps, seen: stamps))
    }

    func reload(_ configured: [ListenerSettings]?) {
        log.write([(.information, ReloadText.begins)])
        reopenLog()
        if let configured { take(configured) }
        let settings = present.withLock { $0 }
        // Before the files are read: who changes one meanwhile is noticed.
        let stamps = FileStamps(of: settings)
        var lines: [String] = []
        for (place, listener) in settings.enumerated() {
            guard let tls = tls[place], let files = listener.tls else { continue }
            lines += tls.reload(files).map {
                ReloadText.kept($0, listener, port: opened[place].port)
            }
        }
        let (judge, faults) = authentication.reload(settings)
        lines += faults.flatMap { ReloadText.kept($0) }
        self.stamps.withLock { $0.read = stamps }
        var told: Set<String> = []  // listeners may share files
        log.write(lines.filter { told.insert($0).inserted }.map { (type: .error, text: $0) })
        for mailbox in mailboxes { mailbox.post(.judgeAgain(judge)) }
        log.write([(.information, ReloadText.ends)])
    }

    /// Who rotates log files renames them, and expects a new one.
    private func reopenLog() {
        do throws(LogFault) {
            try log.reopenFiles()
        } catch {
            log.write([(.error, ReloadText.logKept(error))])
        }
    }

    /// Takes what may change while a listener is open: the names of its files, and whether it lets
    /// anonymous clients in.
    private func take(_ configured: [ListenerSettings]) {
        for listener in configured {
            guard let place = opened.firstIndex(where: { $0.settings.address == listener.address })
            else {
                log.write([(.warning, ReloadText.unknownListener(listener))])
                continue
            }
            present.withLock { present in
                present[place].passwordFile = listener.passwordFile
                present[place].scramFile = listener.scramFile
                present[place].isAnonymousAllowed = listener.isAnonymousAllowed
                if present[place].tls != nil, let files = listener.tls {
                    present[place].tls = files
                }
            }
        }
    }

    // MARK: Watching

    func hasChangedFiles() -> Bool {
        let now = FileStamps(of: present.withLock { $0 })
        return stamps.withLock { stamps in
            let isStill = now == stamps.seen
            stamps.seen = now
            return isStill && now != stamps.read
        }
    }
}
