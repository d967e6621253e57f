/// The shard's side of the journal port.
extension Shard {
    /// Puts a fact into the journal; what depends on it waits for its sequence.
    func record(_ operation: JournalOperation) {
        journal.append(operation)
        journalSequence += 1
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
                send(
                    acknowledgement.type, acknowledgement.packetID, acknowledgement.reasonCode,
                    on: connection, session)
            }
        }
    }
}
