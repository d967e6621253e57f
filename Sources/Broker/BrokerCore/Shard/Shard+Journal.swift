/// The shard's side of the journal port.
extension Shard {
    /// Puts a fact into the journal; what depends on it waits for its sequence.
    func record(_ operation: JournalOperation) {
        journal.append(operation)
        journalSequence += 1
    }

    /// Whether an acknowledgement on this connection must wait for the journal, or for another that
    /// does.
    @inline(__always)
    func mustHold(_ connection: Connection) -> Bool {
        journals
            && (journalSequence > committedSequence || !connection.heldAcknowledgements.isEmpty)
    }

    /// Keeps the acknowledgement until everything recorded so far is durable.
    func hold(_ content: HeldAcknowledgement.Content, on connection: Connection) {
        connection.heldAcknowledgements.append(
            HeldAcknowledgement(content: content, sequence: journalSequence))
        connectionsWithHeldAcknowledgements.insert(connection.slot)
    }

    /// Every operation up to the sequence is durable: acknowledgements that waited leave, in the
    /// order in which they were due `[MQTT-4.6.0-2]`.
    package func journalCommitted(upTo sequence: UInt64, now: MonotonicTime) {
        self.now = now
        committedSequence = max(committedSequence, sequence)
        let slots = connectionsWithHeldAcknowledgements.sorted { $0.rawValue < $1.rawValue }
        for slot in slots {
            guard let connection = connection(at: slot), let session = connection.session else {
                connectionsWithHeldAcknowledgements.remove(slot)
                continue
            }
            let held = connection.heldAcknowledgements
            let leaving = held.prefix { $0.sequence <= committedSequence }
            connection.heldAcknowledgements.removeFirst(leaving.count)
            if connection.heldAcknowledgements.isEmpty {
                connectionsWithHeldAcknowledgements.remove(slot)
            }
            for acknowledgement in leaving {
                release(acknowledgement.content, on: connection, session)
            }
        }
    }

    private func release(
        _ content: HeldAcknowledgement.Content, on connection: Connection, _ session: Session
    ) {
        switch content {
        case .publish(let type, let packetID, let reasonCode):
            send(type, packetID, reasonCode, on: connection, session)
        case .subscribe(let pending): finish(pending, on: connection, session)
        case .unsubscribe(let unsubAck): send(unsubAck, on: connection, session)
        }
    }
}
