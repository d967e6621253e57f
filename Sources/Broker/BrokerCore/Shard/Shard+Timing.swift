import MQTTPackets

/// Deadlines: CONNECT, keep alive, delayed wills, session expiry.
extension Shard {
    /// Acts on every deadline up to `now`.
    package func advance(to now: MonotonicTime) {
        self.now = now
        dueTimers.removeAll(keepingCapacity: true)
        timers.advance(to: now, into: &dueTimers)
        for timer in dueTimers {
            switch timer.subject {
            case .connection(let place): lookAtConnection(in: place, at: timer.deadline)
            case .session(let slot, let generation):
                checkSession(slot, generation, at: timer.deadline)
            }
        }
        sweepFullSessions()
        sweepRetained()
    }

    /// Whether any deadline is pending: the owner then calls ``advance(to:)`` once a second.
    package var hasTimers: Bool {
        timers.count > 0 || !fullQueues.here.isEmpty || retainedSweep != nil
    }

    /// Looks at the connection again at `deadline` or before; what is due is found then.
    ///
    /// The look belongs to the place: whoever comes and goes leaves no timers behind.
    func watch(_ connection: Connection, until deadline: MonotonicTime) {
        let look = min(deadline, nextLook)
        let place = connection.slot.index
        if connectionLooks[Int(place)] <= look { return }
        connectionLooks[Int(place)] = look
        timers.insert(TimerWheel.Timer(.connection(place: place), deadline: look), now: now)
    }

    /// Looks at the session again at `deadline`, when its delayed will is due or it expires.
    func watch(_ session: Session, until deadline: MonotonicTime) {
        let look = min(deadline, nextLook)
        if let next = session.nextCheckAt, next <= look { return }  // that one will look again
        session.nextCheckAt = look
        timers.insert(
            TimerWheel.Timer(
                .session(slot: session.slot, generation: session.generation), deadline: look),
            now: now)
    }

    /// Timers are not removed, so distant ones are set in steps: a client that comes and goes must
    /// not gather timers of hours or years.
    private var nextLook: MonotonicTime { now.adding(seconds: 600) }

    private func lookAtConnection(in place: UInt32, at deadline: MonotonicTime) {
        if connectionLooks[Int(place)] != deadline { return }  // an earlier look was set later
        connectionLooks[Int(place)] = .never
        guard let connection = connections[place] else { return }
        switch connection.phase {
        case .awaitingConnect, .awaitingAuthentication:
            if connection.connectDueAt <= now {
                end(connection, .connectDeadlineExceeded)
            } else {
                watch(connection, until: connection.connectDueAt)
            }
        case .awaitingVerdict:  // who takes long is asked on for the rest of the time
            watch(connection, until: max(connection.connectDueAt, now.adding(seconds: 1)))
        case .connected:
            checkKeepAlive(of: connection)
            checkStall(of: connection)
        case .moving, .closing: return
        }
    }

    private func checkKeepAlive(of connection: Connection) {
        if connection.keepAliveSeconds == 0 { return }
        if connection.isStalled { connection.lastReceivedAt = now }  // it is us who do not read
        let due = connection.keepAliveDueAt
        if due <= now {
            end(connection, .keepAliveExceeded, reasonCode: .keepAliveTimeout)
        } else {
            watch(connection, until: due)
        }
    }

    /// A publisher that cannot be told otherwise is sent away: it comes again with everything that
    /// was not acknowledged.
    private func checkStall(of connection: Connection) {
        guard connection.phase == .connected, let since = connection.stalledSince else { return }
        let due = since.adding(nanoseconds: settings.limits.stallDeadline.nanoseconds)
        if due > now {
            watch(connection, until: due)
        } else if connection.isStalled || connection.hasWaiting {
            let isDiskLate =
                isJournalFull || connection.heldCount > settings.limits.heldAcknowledgementsMax
            end(connection, isDiskLate ? .journalStayedFull : .queueStayedFull)
        } else {
            connection.stalledSince = nil  // it may go on just now
        }
    }

    private func checkSession(
        _ slot: UInt32, _ generation: UInt32, at deadline: MonotonicTime
    ) {
        guard let session = sessions[slot], session.generation == generation else { return }
        let isEarliest = session.nextCheckAt == deadline
        if isEarliest { session.nextCheckAt = nil }
        if session.connection != nil { return }
        if let (will, _, dueAt) = session.delayedWill, dueAt <= now {
            session.delayedWill = nil
            publish(will)
            if journals { journal(session) }
        }
        if let expiresAt = session.expiresAt, expiresAt <= now {
            discard(session)
            return
        }
        if !isEarliest { return }
        if let (_, _, dueAt) = session.delayedWill { watch(session, until: dueAt) }
        if let expiresAt = session.expiresAt { watch(session, until: expiresAt) }
    }
}
