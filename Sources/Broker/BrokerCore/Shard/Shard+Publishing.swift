import MQTTPackets
import MQTTSessions
import MQTTTopics

/// PUBLISH from a client and its acknowledgements (MQTT 5 sections 3.3, 4.3).
extension Shard {
    /// False when the message must wait because a session that wants it is full: nothing of it was
    /// acted on, and it stays unread.
    func takePublish(
        _ frame: Span<UInt8>, _ header: FixedHeader, from connection: Connection,
        _ session: Session
    ) throws(DecodeError) -> Bool {
        let view = try PublishView(frame: frame, header: header, version: connection.version)
        if view.qos > connection.qosMax {  // [MQTT-3.2.2-11]
            end(
                connection, .qosNotSupported(max: connection.qosMax), reasonCode: .qosNotSupported)
            return true
        }
        var expirySeconds: UInt32?
        var isText = false
        if !view.properties.isEmpty {
            let properties = try PublishProperties(frame: frame, publish: view)
            if properties.hasSubscriptionIdentifier {  // [MQTT-3.3.4-6]
                throw .protocolError(.property)
            }
            if let alias = properties.topicAlias {
                return try takeAliased(
                    alias, view, properties, in: frame, from: connection, session)
            }
            expirySeconds = properties.messageExpiryInterval
            isText = properties.payloadFormatIndicator == .utf8
        }
        if view.topic.isEmpty { throw .protocolError(.topicName) }
        let publication = Publication(
            topic: view.topic, properties: view.properties, payload: view.payload, qos: view.qos,
            isRetained: view.isRetained, deadline: deadline(after: expirySeconds),
            source: source(of: header, connection.version), frameLength: header.frameLength,
            isSenderKept: session.isKept)
        return take(
            publication, view.packetID, isDuplicate: view.isDuplicate, isText: isText, in: frame,
            from: connection, session)
    }

    /// Goes on with a message whose topic is known; false when it must wait.
    /// - Parameter isText: the client says that the payload is UTF-8.
    @inline(__always)
    func take(
        _ publication: Publication, _ packetID: PacketID?, isDuplicate: Bool, isText: Bool,
        in bytes: Span<UInt8>, from connection: Connection, _ session: Session
    ) -> Bool {
        if let fault = fault(in: publication, bytes) {
            end(connection, fault.reason, reasonCode: fault.code)
            return true
        }
        if let packetID, !mayTake(packetID, publication.qos, from: connection) { return true }
        if let packetID, publication.qos == .exactlyOnce, session.received.value.contains(packetID)
        {
            acknowledge(.pubrec, packetID, .success, on: connection, session)  // [MQTT-4.3.3-10]
            return true
        }
        let isDenied = Self.isReserved(bytes.extracting(publication.topic))
        if tracesPackets {
            trace(
                publication, packetID, isDuplicate: isDuplicate, isDenied: isDenied, bytes,
                session)
        }
        if isDenied {
            refuse(publication, packetID, .notAuthorized, on: connection, session)
            return true
        }
        if let max = settings.limits.payloadBytesMax, publication.payload.count > max {
            refuse(publication, packetID, .quotaExceeded, on: connection, session)
            return true
        }
        if isText, settings.checksPayloadFormat,
            !self.isText(bytes.extracting(publication.payload))
        {
            if packetID == nil {
                end(connection, .payloadFormatInvalid, reasonCode: .payloadFormatInvalid)
            }
            refuse(publication, packetID, .payloadFormatInvalid, on: connection, session)
            return true
        }
        stagedShards = 0
        guard complete(publication, packetID, in: bytes, from: connection, session) else {
            return false
        }
        connection.stalledSince = nil
        if stagedShards & congestedShards != 0, connection.phase == .connected {
            connection.isStalled = true
            awaitingCongestion.append(connection.slot)
            effects.append(.pauseReading(connection.slot))
        }
        return true
    }

    /// When a message expires that came just now.
    @inline(__always)
    func deadline(after expirySeconds: UInt32?) -> MonotonicTime? {
        expirySeconds.map { now.adding(seconds: UInt64($0)) }
    }

    /// What in the message ends its connection; nil if nothing does.
    @inline(__always)
    private func fault(
        in publication: Publication, _ bytes: Span<UInt8>
    ) -> (reason: EndReason, code: ReasonCode)? {
        let levelsMax = settings.limits.topicLevelsMax
        if publication.topic.count > levelsMax,
            TopicFilter.levelCount(of: bytes.extracting(publication.topic)) > levelsMax
        {
            return (.topicTooDeep(levelsMax: levelsMax), .topicNameInvalid)
        }
        if publication.isRetained, !settings.isRetainAvailable {  // [MQTT-3.2.2-14]
            return (.retainNotSupported, .retainNotSupported)
        }
        return nil
    }

    /// Whether Receive Maximum allows one more message that is not acknowledged; if not, the
    /// connection ends `[MQTT-3.3.4-7]` `[MQTT-3.3.4-8]`.
    ///
    /// Older clients are not told of it; of them mosquitto lets only QoS 2 count, and so do we.
    private func mayTake(
        _ packetID: PacketID, _ qos: QoS, from connection: Connection
    ) -> Bool {
        let isExactlyOnce = qos == .exactlyOnce
        let max = Int(settings.limits.receiveMaximum)
        if connection.unacknowledgedCount >= max,
            isExactlyOnce || connection.version == .v5,
            !connection.unacknowledged.value.contains(packetID)
        {
            end(
                connection, .receiveMaximumExceeded(max: max),
                reasonCode: .receiveMaximumExceeded)
            return false
        }
        if isExactlyOnce { _ = connection.unacknowledged.value.insert(packetID) }
        return true
    }

    /// Drops a message that is longer than the operator allows, or not what it says; the client
    /// need not send it again.
    private func refuse(
        _ publication: Publication, _ packetID: PacketID?, _ reasonCode: ReasonCode,
        on connection: Connection, _ session: Session
    ) {
        guard let packetID else { return }
        acknowledge(
            publication.qos == .exactlyOnce ? .pubrec : .puback, packetID, reasonCode,
            on: connection, session)
    }

    /// MQTT 3 clients may write a length longer than needed; such a frame does not go on as it is.
    @inline(__always)
    private func source(
        of header: FixedHeader, _ version: ProtocolVersion
    ) -> Publication.Source {
        if version == .v5 { return .frameV5 }
        let isMinimal =
            header.length == 1 + VariableByteInteger.length(of: header.remainingLength)
        return isMinimal ? .frameV3 : .record
    }

    /// Routes the message and acknowledges it.
    @inline(__always)
    private func complete(
        _ publication: Publication, _ packetID: PacketID?, in frame: Span<UInt8>,
        from connection: Connection, _ session: Session
    ) -> Bool {
        guard let packetID else {
            if publication.isRetained, mustWaitToRetain { return false }
            retainAndRoute(publication, in: frame, from: session)
            return true
        }
        let isExactlyOnce = publication.qos == .exactlyOnce
        let type: PacketType = isExactlyOnce ? .pubrec : .puback
        if isJournalFull {
            events.append(
                .journalFull(publisher: session.clientID, waitingBytes: log.waitingBytes))
            if connection.version == .v5 {
                acknowledge(type, packetID, .quotaExceeded, on: connection, session)
                return true
            }
            return false
        }
        if !fullQueues.isEmpty
            || shareGroups.hasFullMembersElsewhere,
            let full = fullSession(among: publication, in: frame, publisher: session)
        {
            events.append(
                .queueFull(
                    publisher: session.clientID, session: full,
                    limitMessages: settings.limits.queuedMessagesMax ?? 0))
            if connection.version == .v5 {
                acknowledge(type, packetID, .quotaExceeded, on: connection, session)
                return true
            }
            return false
        }
        let hasMatched = retainAndRoute(publication, in: frame, from: session)
        if isExactlyOnce {
            _ = session.received.value.insert(packetID)
            if journals, session.isKept {
                record(.received(session: session.number, packetID))
            }
        }
        let reasonCode: ReasonCode =
            hasMatched || connection.version != .v5 ? .success : .noMatchingSubscribers
        acknowledge(type, packetID, reasonCode, on: connection, session)
        return true
    }

    /// Publishes a message that no client is sending just now: a will. What its client might not
    /// have published is not published for it either.
    func publish(_ owned: Publication.Owned) {
        if Self.isReserved(owned.bytes.span.extracting(0..<owned.topicLength)) { return }
        _ = retainAndRoute(owned.publication(now: now), in: owned.bytes.span, from: nil)
    }

    /// Keeps the message when it is to be retained, and hands it to whoever wants it; whether
    /// anybody did.
    @discardableResult @inline(__always)
    private func retainAndRoute(
        _ publication: Publication, in bytes: Span<UInt8>, from publisher: Session?
    ) -> Bool {
        if publication.isRetained { retain(publication, in: bytes) }
        return route(publication, in: bytes, from: publisher)
    }

    private func retain(_ publication: Publication, in bytes: Span<UInt8>) {
        let message = makeStored(publication, in: bytes)
        // Nobody is told that a QoS 0 message is kept: the journal may hear of it later.
        let isLate = publication.qos == .atMostOnce && isJournalFull
        guard
            let serial = retained.set(
                message, max: settings.limits.retainedMessagesMax, isJournalled: !isLate)
        else { return }
        if message.deadlineNanoseconds != nil { beginRetainedSweep() }
        if isLate {
            unwrittenTopics.insert(Array(message.bytes[message.topic]))
        } else if journals {
            record(
                publication.payload.isEmpty
                    ? .retainedRemoved(topic: Array(message.bytes[message.topic]), serial: serial)
                    : .retained(message, serial: serial))
        }
    }

    /// A copy of the message that outlives the bytes at hand.
    func makeStored(_ publication: Publication, in bytes: Span<UInt8>) -> StoredMessage {
        StoredMessage(
            topic: bytes.extracting(publication.topic),
            properties: bytes.extracting(publication.properties),
            payload: bytes.extracting(publication.payload),
            qos: publication.qos, deadlineNanoseconds: publication.deadline?.nanoseconds)
    }

    private func trace(
        _ publication: Publication, _ packetID: PacketID?, isDuplicate: Bool, isDenied: Bool,
        _ bytes: Span<UInt8>, _ session: Session
    ) {
        let trace = PublishTrace(
            clientID: session.clientID,
            topic: String(copying: bytes.extracting(publication.topic)),
            payloadBytes: publication.payload.count, qos: publication.qos,
            isRetained: publication.isRetained, isDuplicate: isDuplicate,
            packetID: packetID?.rawValue ?? 0)
        events.append(isDenied ? .deniedPublish(trace) : .receivedPublish(trace))
    }
}

extension String {
    /// Bytes that were found to be UTF-8 already.
    init(copying bytes: Span<UInt8>) {
        var array: [UInt8] = []
        array.append(bytes)
        self = String(decoding: array, as: UTF8.self)
    }
}
