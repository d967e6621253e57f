import Synchronization

/// The sessions that clients of one listener may resume.
///
/// A table of ours, and not tickets: nothing has to be decoded, no key can open all of it, and an
/// identifier of another listener or of another run of the broker leads nowhere.
final class ResumableSessions: Sendable {
    /// How long a client goes without proving again that it holds its key.
    static let lifetimeSeconds: Int64 = 7_200
    private static let countMax = 32_768

    private let sessions = Mutex(FixedTable<Fingerprint, ResumableSession>(countMax: countMax))

    /// Keeps a session; the oldest of too many goes, and who is past their time.
    func keep(_ session: ResumableSession, as identifier: Fingerprint, at second: Int64) {
        sessions.withLock { sessions in
            // Two for one: what has ended goes sooner than new ones come.
            sessions.forget(upTo: 2) { $0.expires <= second }
            sessions.put(session, at: identifier)
        }
    }

    /// The session of that identifier, while it lasts.
    func find(_ identifier: Fingerprint, at second: Int64) -> ResumableSession? {
        sessions.withLock { $0[identifier] }.flatMap { second < $0.expires ? $0 : nil }
    }
}
