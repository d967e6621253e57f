import MQTTPackets
import MQTTSessions
import MQTTTopics

/// What the journal kept comes back when the broker starts.
extension Shard {
    /// Takes up its sessions, and learns of those of the other shards: to be called on every shard
    /// with the same state, before anything else.
    package func restore(_ state: StoredState, now: MonotonicTime) {
        self.now = now
        if index == 0 { restoreRetained(state.retained) }
        var own: [(session: Session, wasConnected: Bool)] = []
        var counts = [UInt32](repeating: 0, count: shardCount)
        for stored in state.sessions {
            let home = Shard.home(of: stored.record.clientID, shardCount: shardCount)
            // Every shard gives places in the same order, so each knows where the others' are.
            let address = SessionAddress(
                shard: UInt32(home), slot: counts[home], generation: 1)
            counts[home] += 1
            if home == index {
                own.append((restore(stored), stored.record.presence == .connected))
                countRecipients(of: stored, state)
            } else {
                learn(stored, at: address)
            }
        }
        for (session, wasConnected) in own { conclude(session, wasConnected: wasConnected) }
    }

    private func restoreRetained(_ messages: [StoredMessage]) {
        for message in messages {
            _ = retained.set(message, max: nil, isJournalled: false)
            if message.deadlineNanoseconds != nil { beginRetainedSweep() }
        }
    }

    private func restore(_ stored: StoredSession) -> Session {
        let record = stored.record
        _ = sessionCount.take(max: nil)
        let session = makeSession(clientID: record.clientID, userName: record.userName)
        session.number = record.number
        session.isJournalled = true
        session.expirySeconds = record.expirySeconds
        session.lastOrdinal = stored.lastOrdinal
        for packetID in stored.received { _ = session.received.value.insert(packetID) }
        for sent in stored.inFlight {
            let delivery = Self.delivery(sent)
            if session.hasQueued
                || !session.window.value.restore(delivery, isReleased: sent.isReleased)
            {
                session.queue.value.append(delivery)
            }
        }
        session.queue.value.restore(stored.waiting)
        for delivery in stored.resident { session.queue.value.append(Self.delivery(delivery)) }
        session.hasShared = (stored.inFlight + stored.resident).contains {
            !$0.recipient.sharedFilter.isEmpty
        }
        for subscription in stored.subscriptions {
            let subscriptions =
                session.subscriptions
                ?? session.makeSubscriptions(topics.value.makeSubscriptions())
            subscriptions.value.set(
                subscription.filter.span,
                SubscriptionTable.Subscription(
                    options: subscription.options, identifier: subscription.identifier))
            if TopicFilter.isShared(subscription.filter.span) {
                session.sharedCount += 1
                session.hasShared = true
                putMember(subscription, of: record.clientID, at: address(of: session))
            } else {
                _ = topics.value.insert(
                    filter: subscription.filter.span, subscriber: .session(session.slot),
                    options: subscription.options & 0x0F, identifier: subscription.identifier)
            }
        }
        session.toldStanding = MemberStanding(isConnected: false, load: .ready)
        restorePresence(of: session, record)
        return session
    }

    /// Notes how many sessions wait for what this one does. All of them live here: the journal
    /// gives each shard messages of its own.
    private func countRecipients(of stored: StoredSession, _ state: StoredState) {
        if state.recipientCounts.isEmpty { return }
        for delivery in stored.inFlight { countRecipients(of: delivery.number, state) }
        for delivery in stored.resident { countRecipients(of: delivery.number, state) }
        for message in stored.waiting { countRecipients(of: message.number, state) }
    }

    private func countRecipients(of number: UInt64, _ state: StoredState) {
        if let count = state.recipientCounts[number] { recipientCounts[number] = count }
    }

    /// A client that was connected has lost its connection with the broker's end.
    private func restorePresence(of session: Session, _ record: SessionRecord) {
        if let will = record.will {
            let due =
                will.dueAt
                ?? now.adding(
                    seconds: UInt64(min(will.delaySeconds, record.expirySeconds)))
            session.delayedWill = (Publication.Owned(will), will.delaySeconds, due)
        }
        switch record.presence {
        case .away(let endsAt, let sentOrdinal):
            session.expiresAt = endsAt
            session.doubtfulOrdinal = sentOrdinal
        case .connected:
            // More than one window of them: some were settled, and that was not durable yet.
            session.doubtfulOrdinal = session.lastOrdinal
            if record.expirySeconds != .max {
                session.expiresAt = now.adding(seconds: UInt64(record.expirySeconds))
            }
        }
    }

    /// Acts on what is due already; the filters of all sessions are known by now.
    private func conclude(_ session: Session, wasConnected: Bool) {
        var hasChanged = wasConnected
        if let (will, _, dueAt) = session.delayedWill, dueAt <= now {
            session.delayedWill = nil
            publish(will)
            hasChanged = true
        }
        if !session.isKept {
            discard(session)
            return
        }
        if hasChanged { journal(session) }
        if let (_, _, dueAt) = session.delayedWill { watch(session, until: dueAt) }
        if let expiresAt = session.expiresAt { watch(session, until: expiresAt) }
        if isAtLimit(session) { setFull(session, true) }
        fetchNext(for: session)
    }

    /// Notes what a session of another shard wants.
    private func learn(_ stored: StoredSession, at address: SessionAddress) {
        for subscription in stored.subscriptions {
            if TopicFilter.isShared(subscription.filter.span) {
                putMember(subscription, of: stored.record.clientID, at: address)
            } else {
                _ = topics.value.insert(
                    filter: subscription.filter.span, subscriber: .shard(address.shard),
                    options: QoS.exactlyOnce.rawValue, identifier: 0)
            }
        }
    }

    private func putMember(
        _ subscription: StoredSession.Subscription, of clientID: String,
        at address: SessionAddress
    ) {
        _ = shareGroups.put(
            ShareMember(
                address: address, clientID: clientID,
                subscription: SubscriptionHit(
                    subscriber: .session(address.slot), options: subscription.options & 0x0F,
                    identifier: subscription.identifier),
                standing: MemberStanding(isConnected: false, load: .ready)),
            into: makeGroup(subscription.filter))
    }
}
