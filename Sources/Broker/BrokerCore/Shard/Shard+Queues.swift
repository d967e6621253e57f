import MQTTPackets
import MQTTSessions
import MQTTTopics

/// Queues that are full, and publishers that wait for them: nothing acknowledged is dropped.
extension Shard {
    /// The client identifier of a session whose full queue forbids to accept this publication.
    func fullSession(
        among publication: Publication, in bytes: Span<UInt8>, publisher: Session
    ) -> String? {
        let topic = bytes.extracting(publication.topic)
        if let clientID = fullQueues.clientID(wanting: topic) { return clientID }
        if fullQueues.here.isEmpty, !shareGroups.hasFullMembersElsewhere { return nil }
        var hits: [SubscriptionHit] = []
        swap(&hits, &routing.hits)
        defer { swap(&hits, &routing.hits) }
        hits.removeAll(keepingCapacity: true)
        topics.value.match(topic: topic, into: &hits)
        for hit in hits where hit.qos > .atMostOnce && !hit.subscriber.isShard {
            if hit.subscriber.isGroup {
                guard let full = fullMember(of: hit.subscriber.number, for: publication.qos)
                else { continue }
                return full
            }
            guard let session = sessions[hit.subscriber.number], session.isFull,
                !(hit.noLocal && session === publisher), !makeRoom(in: session)
            else { continue }
            return session.clientID
        }
        return nil
    }

    /// Drops what has expired in a full queue, at most once a second; whether there is room now.
    func makeRoom(in session: Session) -> Bool {
        if session.lastSweptAt?.seconds == now.seconds { return false }
        session.lastSweptAt = now
        var numbers: [UInt64] =
            session.isFetching ? [] : session.queue.value.removePaged(expiredAtSecond: now.seconds)
        session.queue.value.removeAll { delivery in
            guard hasExpired(delivery.message), isDurable(delivery.point) else { return false }
            numbers.append(delivery.number)
            return true
        }
        for number in numbers { settle(number, for: session) }  // [MQTT-3.3.2-5]
        if isAtLimit(session) { return false }
        setFull(session, false)
        return true
    }

    /// Notes whether the session's queue is at its limit.
    func setFull(_ session: Session, _ isFull: Bool) {
        if session.isFull == isFull { return }
        session.isFull = isFull
        if session.sharedCount > 0 { tellStanding(of: session) }
        if isFull {
            fullQueues.insert(here: session.slot)
            announceFull(session)
            hear(session)
        } else {
            fullQueues.remove(here: session.slot)
            announceRoom(session)
            resumeStalled()
        }
    }

    /// Looks at every full queue again: its oldest messages may have expired.
    func sweepFullSessions() {
        for slot in fullQueues.here.sorted() {
            if let session = sessions[slot] { _ = makeRoom(in: session) }
        }
    }

    /// Publishers of other shards must hear of it too.
    private func announceFull(_ session: Session) {
        if shardCount == 1 { return }
        let filters = session.subscriptions?.value.filters { $0.options & 0x03 > 0 } ?? []
        session.filtersToldFull = filters.filter { !TopicFilter.isShared($0.span) }
        tellOthers(
            .queueFull(clientID: session.clientID, filters: session.filtersToldFull))
    }

    private func announceRoom(_ session: Session) {
        if shardCount == 1 { return }
        tellOthers(
            .queueHasRoom(clientID: session.clientID, filters: session.filtersToldFull))
        session.filtersToldFull = []
    }

    func tellOthers(_ message: ShardMessage) {
        for shard in 0..<shardCount where shard != index { post(message, to: shard) }
    }

    /// Appends to the session's queue.
    func enqueue(_ delivery: Delivery, for session: Session) {
        if hasExpired(delivery.message) { return }  // [MQTT-3.3.2-5]
        session.queue.value.append(
            delivery, mayBePaged: delivery.number != 0 && !session.hasShared)
        if session.queue.value.isWorthPaging, !session.hasShared {
            session.queue.value.pageOut { isDurable($0.point) }
        }
        if session.connection != nil, let first = session.queue.value.first, !mayLeave(first) {
            awaitJournal(session)
        }
        if isAtLimit(session), !makeRoom(in: session) { setFull(session, true) }
        if session.sharedCount > 0 { tellStanding(of: session) }
    }

    func isAtLimit(_ session: Session) -> Bool {
        if !session.hasQueued { return false }  // nothing would ever free it
        if session.isAwaitingJournal { return false }  // the disk will, for the first one
        if let max = settings.limits.queuedMessagesMax, session.queue.value.count >= max {
            return true
        }
        if let max = settings.limits.queuedBytesMax, session.queue.value.bytes >= max {
            return true
        }
        return false
    }
}
