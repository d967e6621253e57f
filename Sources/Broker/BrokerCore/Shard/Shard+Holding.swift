import MQTTPackets

/// Acknowledgements that wait until what they promise is durable.
extension Shard {
    /// Whether an acknowledgement on this connection must wait: for what was just recorded, or for
    /// another that does.
    @inline(__always)
    func mustHold(_ connection: Connection) -> Bool {
        journals && (touchesJournal || connection.heldCount > 0)
    }

    /// Whether a packet of that type must stay unread until more is durable: it would add to what
    /// the connection holds back, or to a journal that is full.
    @inline(__always)
    func mustStayUnread(
        _ type: PacketType, from connection: Connection, _ session: Session
    ) -> Bool {
        let holdsTooMuch = connection.heldCount > settings.limits.heldAcknowledgementsMax
        return switch type {
        case .publish, .pubrec, .pubrel: holdsTooMuch
        case .subscribe, .unsubscribe: holdsTooMuch || (isJournalFull && session.isKept)
        default: false
        }
    }

    /// Keeps what is to leave on the connection until the batch of this tick is durable.
    func hold(_ content: HeldAcknowledgement.Content, on connection: Connection) {
        hold(content, on: connection, until: touchesJournal ? log.open : 0)
    }

    /// Keeps what is to leave on the connection until that batch is durable, and everything that
    /// waits there before it has left.
    func hold(
        _ content: HeldAcknowledgement.Content, on connection: Connection, until batch: UInt64
    ) {
        connection.heldBatch = max(batch, connection.heldBatch)
        connection.heldCount += 1
        held.append(
            HeldAcknowledgement(
                slot: connection.slot, content: content, batch: connection.heldBatch))
    }

    func release(_ acknowledgement: HeldAcknowledgement) {
        guard let connection = connection(at: acknowledgement.slot) else { return }
        connection.heldCount -= 1
        if connection.heldCount == settings.limits.heldAcknowledgementsMax / 2 {
            resumeHolding(connection)
        }
        guard let session = connection.session else { return }
        switch acknowledgement.content {
        case .connection: openOutbound(of: connection)
        case .publish(let type, let packetID, let reasonCode):
            send(type, packetID, reasonCode, on: connection, session)
        case .subscribe(let pending): finish(pending, on: connection, session)
        case .unsubscribe(let unsubAck): send(unsubAck, on: connection, session)
        }
    }

    /// Reads on where too much was held back.
    private func resumeHolding(_ connection: Connection) {
        guard connection.isAwaitingRoom, connection.phase == .connected else { return }
        stalledConnections.removeAll { $0 == connection.slot }
        connection.isAwaitingRoom = false
        connection.isStalled = false
        connection.stalledSince = nil
        effects.append(.resumeReading(connection.slot))
    }

    private func openOutbound(of connection: Connection) {
        connection.isOutboundHeld = false
        if !connection.outbound.isEmpty { markDirty(connection) }
    }
}
