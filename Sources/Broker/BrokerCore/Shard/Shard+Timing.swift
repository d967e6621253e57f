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
            case .connect(let slot): checkConnect(of: slot)
            case .keepAlive(let slot): checkKeepAlive(of: slot)
            case .stall(let slot): checkStall(of: slot)
            case .session(let slot, let generation):
                checkSession(slot, generation, at: timer.deadline)
            }
        }
        sweepFullSessions()
        sweepRetained()
    }

    /// Whether any deadline is pending: the owner then calls ``advance(to:)`` once a second.
    package var hasTimers: Bool {
        timers.count > 0 || !fullSessions.isEmpty || retainedSweep != nil
    }

    /// Looks at the connection again when its keep alive interval would have passed.
    func watchKeepAlive(of connection: Connection) {
        let due = connection.lastReceivedAt.adding(
            nanoseconds: connection.keepAliveGraceNanoseconds)
        timers.insert(
            TimerWheel.Timer(
                subject: .keepAlive(connection.slot), deadline: min(due, nextLook)), now: now)
    }

    /// Looks at the session again at `deadline`, when its delayed will is due or it expires.
    func watch(_ session: Session, until deadline: MonotonicTime) {
        let look = min(deadline, nextLook)
        if let next = session.nextCheckAt, next <= look { return }  // that one will look again
        session.nextCheckAt = look
        timers.insert(
            TimerWheel.Timer(
                subject: .session(slot: session.slot, generation: session.generation),
                deadline: look),
            now: now)
    }

    /// Timers are not removed, so distant ones are set in steps: a client that comes and goes must
    /// not gather timers of hours or years.
    private var nextLook: MonotonicTime { now.adding(seconds: 600) }

    private func checkConnect(of slot: ConnectionSlot) {
        guard let connection = connection(at: slot) else { return }
        switch connection.phase {
        case .awaitingConnect, .awaitingAuthentication: end(connection, .connectDeadlineExceeded)
        case .awaitingVerdict, .moving, .connected, .closing: return
        }
    }

    private func checkKeepAlive(of slot: ConnectionSlot) {
        guard let connection = connection(at: slot), connection.phase == .connected else { return }
        if connection.isStalled { connection.lastReceivedAt = now }  // it is us who do not read
        let due = connection.lastReceivedAt.adding(
            nanoseconds: connection.keepAliveGraceNanoseconds)
        if due <= now {
            end(connection, .keepAliveExceeded, reasonCode: .keepAliveTimeout)
        } else {
            watchKeepAlive(of: connection)
        }
    }

    /// A publisher that cannot be told otherwise is sent away: it comes again with everything that
    /// was not acknowledged.
    private func checkStall(of slot: ConnectionSlot) {
        guard let connection = connection(at: slot), let since = connection.stalledSince else {
            return
        }
        let limit = settings.limits.stallDeadline.nanoseconds
        if since.adding(nanoseconds: limit) > now { return }
        if connection.isStalled || !connection.waiting.isEmpty {
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
        guard let session = sessions[Int(slot)], session.generation == generation else { return }
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
