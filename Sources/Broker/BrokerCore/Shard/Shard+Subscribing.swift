import MQTTPackets
import MQTTSessions
import MQTTTopics

/// A SUBSCRIBE whose filters other shards do not know yet: SUBACK and retained messages wait, so
/// that nothing published after SUBACK is missed.
struct PendingSubscription {
    let slot: ConnectionSlot
    let packetID: PacketID
    let reasonCodes: [ReasonCode]
    let walks: [RetainedWalk]
    /// The batch that keeps the subscriptions; 0 for none.
    let batch: UInt64
    /// Shards that have not answered.
    var missing: Int
}

/// SUBSCRIBE and UNSUBSCRIBE (MQTT 5 sections 3.8 to 3.11).
extension Shard {
    func takeSubscribe(
        _ frame: Span<UInt8>, _ header: FixedHeader, from connection: Connection,
        _ session: Session
    ) throws(DecodeError) {
        var view = try SubscribeView(frame: frame, header: header, version: connection.version)
        _ = try view.check(in: frame)  // all or nothing
        let identifier = view.subscriptionIdentifier ?? 0
        events.append(.receivedSubscribe(clientID: session.clientID))
        var reasonCodes: [ReasonCode] = []
        var walks: [RetainedWalk] = []
        var newFilters: [[UInt8]] = []
        var isMember = false
        // What is retained from now on reaches an only shard's new subscribers like any message.
        let mayWalk = shardCount > 1 || retained.count > 0
        while let entry = try view.next(in: frame) {
            var options = entry.options
            options.qos = min(options.qos, connection.qosMax)
            let filter = frame.extracting(entry.filter)
            let fault = self.fault(in: filter, session)
            if tellsSubscriptions { tell(filter, options, session, isGranted: fault == nil) }
            if let fault {
                reasonCodes.append(connection.version == .v5 ? fault : .unspecifiedError)
                continue
            }
            reasonCodes.append(ReasonCode(rawValue: options.qos.rawValue))
            if TopicFilter.isShared(filter) {  // no retained messages (MQTT 5 section 4.8.2)
                isMember = true
                remember(filter, options, identifier, for: session)
                join(bytes(of: filter), options.rawValue & 0x0F, identifier, session)
                continue
            }
            let inserted = insert(filter, options, identifier, for: session)
            if inserted.isFirstForFilter, shardCount > 1 { newFilters.append(bytes(of: filter)) }
            if mayWalk, wantsRetained(options, isNew: inserted.isNewForSubscriber) {
                walks.append(
                    RetainedWalk(
                        cursor: RetainedCursor(filter: filter), qos: options.qos,
                        identifier: identifier))
            }
        }
        let pending = PendingSubscription(
            slot: connection.slot, packetID: view.packetID, reasonCodes: reasonCodes,
            walks: walks, batch: touchesJournal ? log.open : 0, missing: shardCount - 1)
        if shardCount > 1, isMember || !newFilters.isEmpty || !pendingSubscriptions.isEmpty {
            announce(newFilters, before: pending)
        } else {
            complete(pending)
        }
    }

    /// Every shard knows the filters; SUBACK leaves when the subscriptions are durable.
    func complete(_ pending: PendingSubscription) {
        guard let connection = connection(at: pending.slot), let session = connection.session
        else { return }
        if pending.batch > log.durable || connection.heldCount > 0 {
            hold(.subscribe(pending), on: connection, until: pending.batch)
        } else {
            finish(pending, on: connection, session)
        }
    }

    /// Sends SUBACK and begins with the retained messages.
    func finish(
        _ pending: PendingSubscription, on connection: Connection, _ session: Session
    ) {
        events.append(.sendingSubAck(clientID: session.clientID))
        append(
            .suback(
                SubAck(
                    packetID: pending.packetID, reasonCodes: pending.reasonCodes,
                    properties: explanation(of: pending.reasonCodes, on: connection))),
            to: connection)
        if pending.walks.isEmpty || retained.count == 0 { return }
        session.retainedWalks.append(pending.walks)
        pump(session)
    }

    /// Sends retained messages of new subscriptions, a slice at a time: the rest follows when the
    /// socket has taken these.
    func walkRetained(_ session: Session) {
        guard let connection = session.connection else { return }
        var messages: [StoredMessage] = []
        var slices = 0
        if isJournalFull, session.isKept {
            awaitJournal(session)
            return
        }
        while !session.hasUnsent, connection.outbound.count < Self.retainedSliceBytes,
            let walk = session.retainedWalks.first
        {
            if slices == Self.retainedSlicesMax {
                markDirty(connection)  // the next tick goes on
                return
            }
            slices += 1
            let (qosMax, identifiers) = (walk.qos, walk.identifier == 0 ? [] : [walk.identifier])
            messages.removeAll(keepingCapacity: true)
            session.retainedWalks.advance(
                in: retained, limit: Self.retainedSliceMessages, into: &messages)
            for message in messages {
                if hasExpired(message) {  // [MQTT-3.3.2-5]
                    forgetRetained(message)
                    continue
                }
                deliverRetained(
                    Delivery(
                        message: message, qos: min(message.qos, qosMax), isRetained: true,
                        subscriptionIdentifiers: identifiers),
                    to: session, connection)
            }
        }
    }

    /// Bytes under way to the client at which a walk waits for the socket.
    private static let retainedSliceBytes = 256 * 1_024
    /// Messages of a slice: with the longest packets a slice must stay bearable.
    private static let retainedSliceMessages = 16
    /// Slices of one tick: a walk that meets little must not hold up everybody else.
    private static let retainedSlicesMax = 256

    func takeUnsubscribe(
        _ frame: Span<UInt8>, _ header: FixedHeader, from connection: Connection,
        _ session: Session
    ) throws(DecodeError) {
        var view = try UnsubscribeView(frame: frame, header: header, version: connection.version)
        _ = try view.check(in: frame)
        events.append(.receivedUnsubscribe(clientID: session.clientID))
        var reasonCodes: [ReasonCode] = []
        while let range = try view.next(in: frame) {
            let filter = frame.extracting(range)
            if session.subscriptions?.value.remove(filter) == true {
                if TopicFilter.isShared(filter) {
                    leave(bytes(of: filter), session)
                } else {
                    removeFromIndex(filter, .session(session.slot))
                }
                reasonCodes.append(.success)
                if journals, session.isKept {
                    record(.unsubscribed(session: session.number, filter: bytes(of: filter)))
                }
            } else {
                reasonCodes.append(.noSubscriptionExisted)
            }
            if tellsSubscriptions {
                events.append(
                    .unsubscribed(clientID: session.clientID, filter: String(copying: filter)))
            }
        }
        let unsubAck = UnsubAck(packetID: view.packetID, reasonCodes: reasonCodes)
        if mustHold(connection) {
            hold(.unsubscribe(unsubAck), on: connection)
        } else {
            send(unsubAck, on: connection, session)
        }
    }

    /// Sends UNSUBACK.
    func send(_ unsubAck: UnsubAck, on connection: Connection, _ session: Session) {
        events.append(.sendingUnsubAck(clientID: session.clientID))
        append(.unsuback(unsubAck), to: connection)
    }

    /// Takes the subscription out of the index, and tells the other shards when it was the last.
    func removeFromIndex(_ filter: Span<UInt8>, _ subscriber: Subscriber) {
        let removed = topics.value.remove(filter: filter, subscriber: subscriber)
        if removed.wasLastForFilter, shardCount > 1 { endInterest(bytes(of: filter)) }
    }

    private func insert(
        _ filter: Span<UInt8>, _ options: SubscriptionOptions, _ identifier: UInt32,
        for session: Session
    ) -> TopicIndex.InsertResult {
        remember(filter, options, identifier, for: session)
        return topics.value.insert(
            filter: filter, subscriber: .session(session.slot),
            options: options.rawValue & 0x0F, identifier: identifier)
    }

    /// Keeps the subscription with its session, as the client wrote it.
    private func remember(
        _ filter: Span<UInt8>, _ options: SubscriptionOptions, _ identifier: UInt32,
        for session: Session
    ) {
        let subscriptions =
            session.subscriptions ?? session.makeSubscriptions(topics.value.makeSubscriptions())
        subscriptions.value.set(
            filter,
            SubscriptionTable.Subscription(
                options: options.rawValue, identifier: identifier))
        if journals, session.isKept {
            record(
                .subscribed(
                    session: session.number, filter: bytes(of: filter),
                    options: options.rawValue, identifier: identifier))
        }
    }

    /// The reason code that refuses the filter, or nil.
    private func fault(in filter: Span<UInt8>, _ session: Session) -> ReasonCode? {
        let levelsMax = settings.limits.topicLevelsMax
        if filter.count > levelsMax {
            let matched = filter.extracting(TopicFilter.matchedStart(of: filter)..<filter.count)
            if TopicFilter.levelCount(of: matched) > levelsMax { return .topicFilterInvalid }
        }
        if session.subscriptionCount >= settings.limits.subscriptionsPerSessionMax,
            session.subscriptions?.value.subscription(of: filter) == nil
        {
            return .quotaExceeded
        }
        if TopicFilter.isShared(filter),
            session.sharedCount >= settings.limits.sharedSubscriptionsPerSessionMax,
            session.subscriptions?.value.subscription(of: filter) == nil
        {
            return .quotaExceeded
        }
        return nil
    }

    private func wantsRetained(_ options: SubscriptionOptions, isNew: Bool) -> Bool {
        switch options.retainHandling {
        case .sendAtSubscribe: true  // [MQTT-3.3.1-9]
        case .sendIfNew: isNew  // [MQTT-3.3.1-10]
        case .doNotSend: false  // [MQTT-3.3.1-11]
        }
    }

    private func bytes(of filter: Span<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(filter)
        return bytes
    }

    /// Whether the log wants each filter.
    private var tellsSubscriptions: Bool {
        !settings.logging.types.isDisjoint(with: [.debug, .subscribe, .unsubscribe])
    }

    private func tell(
        _ filter: Span<UInt8>, _ options: SubscriptionOptions, _ session: Session,
        isGranted: Bool
    ) {
        events.append(
            .subscribed(
                clientID: session.clientID, filter: String(copying: filter),
                requested: options.qos, granted: isGranted ? options.qos : nil))
    }
}
