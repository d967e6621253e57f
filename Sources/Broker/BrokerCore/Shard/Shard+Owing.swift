import MQTTPackets
import MQTTSessions
import MQTTTopics

/// What the journal keeps of messages on their way to kept sessions.
extension Shard {
    /// A message and the sessions of this shard that it was given to so far.
    struct Owed {
        let number: UInt64
        let message: StoredMessage
        var recipients: RecipientList
        var count: Int
    }

    /// Notes that the session is owed the message; the delivery learns its number and ordinal.
    func owe(_ delivery: inout Delivery, to session: Session) {
        // What comes to one session twice, by subscriptions of its own and shared ones, is two.
        if owed?.message !== delivery.message || owed?.number == session.lastOwed {
            closeOwed()
            owed = Owed(
                number: serials.nextMessage(), message: delivery.message,
                recipients: RecipientList(), count: 0)
        }
        session.lastOrdinal += 1
        delivery.number = owed?.number ?? 0
        session.lastOwed = delivery.number
        delivery.ordinal = session.lastOrdinal
        delivery.point = currentPoint
        owed?.count += 1
        owed?.recipients.append(
            Recipient(
                session: session.number, ordinal: delivery.ordinal, qos: delivery.qos,
                isRetained: delivery.isRetained,
                subscriptionIdentifiers: delivery.subscriptionIdentifiers,
                sharedFilter: delivery.sharedFilter))
        if servedPoint == nil { touchesJournal = true }
    }

    /// The message was given to every session that wants it: it is one entry of the journal.
    func closeOwed() {
        guard let owed else { return }
        self.owed = nil
        if owed.count > 1 { recipientCounts[owed.number] = owed.count }
        write(
            .owed(
                MessageRecord(
                    number: owed.number, message: owed.message, recipients: owed.recipients)))
    }

    /// The session is done with the message of that number.
    func settle(_ number: UInt64, for session: Session) {
        if number == 0 { return }
        closeOwed()
        if isLast(number) {
            record(.finished(message: number))
        } else {
            record(.settled(message: number, session: session.number))
        }
    }

    /// Records some of what sessions that ended left behind, which may have been the last one's.
    /// A queue may be of millions: neither the other clients nor the journal should feel its end.
    /// What a start finds of it belongs to nobody, and goes.
    func recordAbandoned() {
        var count = 0
        while count < Self.abandonedPerTickMax, !isJournalFull, let number = abandoned.popLast() {
            count += 1
            if number != 0, isLast(number) { record(.finished(message: number)) }
        }
        if abandoned.isEmpty, abandoned.capacity > Self.abandonedPerTickMax { abandoned = [] }
    }

    private static let abandonedPerTickMax = 4_096

    private func isLast(_ number: UInt64) -> Bool {
        guard let count = recipientCounts[number] else { return true }
        recipientCounts[number] = count == 2 ? nil : count - 1
        return false
    }
}
