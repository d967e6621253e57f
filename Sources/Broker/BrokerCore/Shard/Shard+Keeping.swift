import MQTTSessions

/// What the journal keeps of sessions.
extension Shard {
    /// Writes down how the session stands, if it is to be kept, or was; or has a will to be
    /// published when its connection is lost with the broker's end.
    func journal(_ session: Session) {
        if !session.isJournalled {
            if !session.isKept, session.connection?.will == nil { return }
            session.isJournalled = true
            session.number = serials.nextSession()
        }
        record(.session(kept(of: session)))
    }

    private func kept(of session: Session) -> SessionRecord {
        let presence: SessionRecord.Presence =
            session.connection != nil
            ? .connected
            : .away(
                endsAt: session.expiresAt,
                sentOrdinal: max(session.issued, session.doubtfulOrdinal))
        var will: WillRecord?
        if let connection = session.connection {
            will = connection.will.map { will in
                will.publication.record(delaySeconds: will.delaySeconds, dueAt: nil)
            }
        } else if let (publication, delay, dueAt) = session.delayedWill {
            will = publication.record(delaySeconds: delay, dueAt: dueAt)
        }
        return SessionRecord(
            number: session.number, clientID: session.clientID, userName: session.userName,
            expirySeconds: session.expirySeconds, presence: presence, will: will)
    }
}
