import MQTTPackets

/// Publishers before MQTT 5 that wait for a full queue: they cannot be told that it is.
///
/// Most of them are just not read from. But who has a full queue himself must be heard: his
/// acknowledgements stand behind the PUBLISH that waits, and may be all that everyone waits for. Of
/// such a client PUBLISH packets are kept aside, in order, and the rest is read on.
extension Shard {
    /// Takes a PUBLISH behind those that wait; false when it must stay unread.
    @inline(__always)
    func takeInTurn(
        _ frame: Span<UInt8>, _ header: FixedHeader, from connection: Connection,
        _ session: Session
    ) throws(DecodeError) -> Bool {
        if !connection.hasWaiting {
            if try takePublish(frame, header, from: connection, session) { return true }
            if !session.isFull {
                stall(connection)
                return false
            }
        }
        if !connection.waiting.hasRoom(for: frame.count, settings.limits) {
            stall(connection)
            return false
        }
        // Nothing behind a malformed packet may be acted on.
        _ = try PublishView(frame: frame, header: header, version: connection.version)
        connection.waiting.append(frame)
        awaitRoom(connection)
        return true
    }

    /// Takes what was kept aside, as far as queues have room now.
    func takeWaiting(from connection: Connection) throws(DecodeError) {
        while mayRead(connection), let frame = connection.waiting.first,
            let session = connection.session
        {
            guard
                let header = try FixedHeader.scan(
                    frame.span, at: 0, version: connection.version)
            else { return }
            touchesJournal = false
            if try !takePublish(frame.span, header, from: connection, session) {
                awaitRoom(connection)
                return
            }
            connection.waiting.removeFirst()
        }
    }

    /// Reads no more from the connection until a queue has room again.
    func stall(_ connection: Connection) {
        connection.isStalled = true
        effects.append(.pauseReading(connection.slot))
        awaitRoom(connection)
    }

    private func awaitRoom(_ connection: Connection) {
        if !connection.isAwaitingRoom {
            connection.isAwaitingRoom = true
            stalledConnections.append(connection.slot)
        }
        if connection.stalledSince != nil { return }  // it waits for the same PUBLISH still
        connection.stalledSince = now
        let deadline = settings.limits.stallDeadline.nanoseconds
        watch(connection, until: now.adding(nanoseconds: deadline))
    }

    /// Everyone who waited for a full queue tries again.
    func resumeStalled() {
        for slot in stalledConnections {
            guard let connection = connection(at: slot), connection.isAwaitingRoom else { continue }
            connection.isAwaitingRoom = false
            connection.isStalled = false
            effects.append(.resumeReading(slot))
        }
        stalledConnections.removeAll(keepingCapacity: true)
    }

    /// The session is full now: if its client is not read from, its acknowledgements must be.
    func hear(_ session: Session) {
        guard let connection = session.connection, connection.isStalled,
            connection.isAwaitingRoom
        else { return }
        connection.isStalled = false
        effects.append(.resumeReading(connection.slot))
    }
}
