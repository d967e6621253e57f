import MQTTPackets
import MQTTSessions
import MQTTTopics

/// How connections and sessions end (MQTT 5 sections 3.14, 4.1, 4.13).
extension Shard {
    /// Acts on DISCONNECT `[MQTT-3.14.4-3]`.
    func takeDisconnect(
        _ disconnect: Disconnect, from connection: Connection, _ session: Session
    ) {
        if tracesPackets { events.append(.receivedDisconnect(clientID: session.clientID)) }
        if let expiry = disconnect.properties.sessionExpiryInterval {
            if session.expirySeconds == 0, expiry > 0 {  // [MQTT-3.1.2-23]
                end(connection, .unexpectedPacket(.disconnect), reasonCode: .protocolError)
                return
            }
            session.expirySeconds = granted(sessionExpiry: expiry)
        }
        if disconnect.reasonCode == .normalDisconnection {
            connection.will = nil  // [MQTT-3.14.4-3]
        }
        events.append(.ended(connection.slot, clientID: session.clientID, .disconnected))
        leave(connection)
        close(connection)
    }

    /// Ends a connection from our side: a reason for a peer that can read it, the will, the close.
    func end(_ connection: Connection, _ reason: EndReason, reasonCode: ReasonCode? = nil) {
        if connection.phase == .closing { return }
        events.append(.ended(connection.slot, clientID: connection.session?.clientID, reason))
        if let reasonCode, connection.version == .v5, connection.phase == .connected {
            append(
                .disconnect(
                    Disconnect(
                        reasonCode: reasonCode,
                        properties: explanation(of: reason, reasonCode, on: connection))),
                to: connection)
        }
        leave(connection)
        close(connection)
    }

    /// The connection is gone without our doing.
    func lose(_ connection: Connection, _ reason: EndReason) {
        events.append(.ended(connection.slot, clientID: connection.session?.clientID, reason))
        leave(connection)
    }

    /// Ends every connection, as the broker stops `[MQTT-4.13.1-1]`.
    package func shutDown(now: MonotonicTime) {
        self.now = now
        isStopping = true
        for connection in connections.tenants {
            end(connection, .serverShutsDown, reasonCode: .serverShuttingDown)
        }
    }

    /// Asks the owner to close when what waits is sent.
    func close(_ connection: Connection) {
        connection.phase = .closing
        effects.append(.close(connection.slot))
    }

    /// Separates the session from its connection, and ends it when it was not to be kept.
    private func leave(_ connection: Connection) {
        guard let session = connection.session else { return }
        connection.session = nil
        session.connection = nil
        session.resends = []
        if session.sharedCount > 0, session.isKept { tellStanding(of: session) }
        let will = connection.will
        connection.will = nil
        if let will {
            let delay = min(will.delaySeconds, session.expirySeconds)
            if delay == 0 {
                publish(will.publication)
            } else {  // [MQTT-3.1.3-9]
                let dueAt = now.adding(seconds: UInt64(delay))
                session.delayedWill = (will.publication, will.delaySeconds, dueAt)
                watch(session, until: dueAt)
            }
        }
        if !session.isKept {
            discard(session)
            return
        }
        if session.expirySeconds != .max {
            let expiresAt = now.adding(seconds: UInt64(session.expirySeconds))
            session.expiresAt = expiresAt
            watch(session, until: expiresAt)
        }
        if journals { journal(session) }
    }

    /// Ends the session: its subscriptions, its queue, its place. A delayed will is due now.
    func discard(_ session: Session) {
        guard sessionsByClientID[session.clientID] === session else { return }
        if let (will, _, _) = session.delayedWill {
            session.delayedWill = nil
            publish(will)
        }
        if session.sharedCount > 0 { leaveGroups(session) }
        setFull(session, false)
        sessionsByClientID[session.clientID] = nil
        sessionCount.give()
        sessions.remove(at: session.slot)
        if let subscriptions = session.takeSubscriptions() {
            departures.append(Departure(slot: session.slot, subscriptions: subscriptions))
            removeDeparted()
        } else {
            sessions.giveBack(session.slot)
        }
        if session.hasShared { passOn(from: session) }
        if session.isJournalled {
            record(.sessionEnded(session.number))
            undurableEnds[session.clientID] = log.open
            if session.hasQueued {
                abandoned += session.queue.value.pagedNumbers
                abandoned += session.queue.value.all.map(\.number)
            }
            abandoned += session.window.value.unsettledNumbers
        }
    }

    /// The session takes part in no shared subscription any more: at once, for what waits in it is
    /// passed on to those who stay.
    private func leaveGroups(_ session: Session) {
        guard let subscriptions = session.subscriptions else { return }
        let names = subscriptions.value.names
        var position = 0
        while session.sharedCount > 0, let entry = subscriptions.value.next(&position) {
            if TopicFilter.isShared(names.span.extracting(entry.name)) {
                leave(Array(names[entry.name]), session)
            }
        }
    }

    /// A tick ends: what was sliced goes on in the next one.
    func beginSlices() {
        departingLeft = Self.departingPerTickMax
        if !departures.isEmpty { removeDeparted() }
    }

    /// Takes subscriptions of ended sessions out of the index, as many as this tick may. A message
    /// that meets one of the others finds nobody in its place.
    private func removeDeparted() {
        while departingLeft > 0, var departure = departures.popLast() {
            let names = departure.subscriptions.names
            while departingLeft > 0, let entry = departure.subscriptions.next(&departure.position) {
                let filter = names.span.extracting(entry.name)
                if TopicFilter.isShared(filter) { continue }
                departingLeft -= 1
                removeFromIndex(filter, .session(departure.slot))
            }
            if departure.isFinished {
                sessions.giveBack(departure.slot)
            } else {
                departures.append(departure)
            }
        }
    }

    /// Subscriptions of ended sessions that are taken out in one tick, which must not hold up
    /// everybody else.
    static let departingPerTickMax = 2_048
}
