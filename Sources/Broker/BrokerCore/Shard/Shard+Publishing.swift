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
        var expirySeconds: UInt32?
        if !view.properties.isEmpty {
            let properties = try PublishProperties(frame: frame, publish: view)
            if properties.topicAlias != nil {  // none was granted [MQTT-3.2.2-17]
                end(connection, .topicAliasInvalid, reasonCode: .topicAliasInvalid)
                return true
            }
            if properties.hasSubscriptionIdentifier {  // [MQTT-3.3.4-6]
                throw .protocolError(.property)
            }
            expirySeconds = properties.messageExpiryInterval
        }
        if view.topic.isEmpty { throw .protocolError(.topicName) }
        let levelsMax = settings.limits.topicLevelsMax
        if view.topic.count > levelsMax,
            TopicFilter.levelCount(of: frame.extracting(view.topic)) > levelsMax
        {
            end(connection, .topicTooDeep(levelsMax: levelsMax), reasonCode: .topicNameInvalid)
            return true
        }
        if view.isRetained, !settings.isRetainAvailable {  // [MQTT-3.2.2-14]
            end(connection, .retainNotSupported, reasonCode: .retainNotSupported)
            return true
        }
        if let packetID = view.packetID, view.qos == .exactlyOnce,
            session.received.contains(packetID)
        {
            acknowledge(.pubrec, packetID, .success, on: connection, session)  // [MQTT-4.3.3-10]
            return true
        }
        if tracesPackets { traceReceived(view, frame, session) }
        if let max = settings.limits.payloadBytesMax, view.payload.count > max {
            refuse(view, on: connection, session)
            return true
        }
        let publication = Publication(
            topic: view.topic, properties: view.properties, payload: view.payload, qos: view.qos,
            isRetained: view.isRetained,
            deadline: expirySeconds.map { now.adding(seconds: UInt64($0)) },
            source: source(of: header, connection.version),
            frameLength: header.frameLength)
        guard complete(publication, view.packetID, in: frame, from: connection, session) else {
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

    /// Drops a message that is longer than the operator allows; the client need not send it again.
    private func refuse(_ view: PublishView, on connection: Connection, _ session: Session) {
        guard let packetID = view.packetID else { return }
        acknowledge(
            view.qos == .exactlyOnce ? .pubrec : .puback, packetID, .quotaExceeded,
            on: connection, session)
    }

    /// MQTT 3 clients may write a length longer than needed; such a frame does not go on as it is.
    private func source(
        of header: FixedHeader, _ version: ProtocolVersion
    ) -> Publication.Source {
        if version == .v5 { return .frameV5 }
        let isMinimal =
            header.length == 1 + VariableByteInteger.length(of: header.remainingLength)
        return isMinimal ? .frameV3 : .record
    }

    /// Routes the message and acknowledges it.
    private func complete(
        _ publication: Publication, _ packetID: PacketID?, in frame: Span<UInt8>,
        from connection: Connection, _ session: Session
    ) -> Bool {
        guard let packetID else {
            retainAndRoute(publication, in: frame, from: session)
            return true
        }
        let isExactlyOnce = publication.qos == .exactlyOnce
        if isExactlyOnce, connection.version == .v5,
            session.received.count >= Int(settings.limits.receiveMaximum)
        {  // [MQTT-3.3.4-7]
            let max = Int(settings.limits.receiveMaximum)
            end(
                connection, .receiveMaximumExceeded(max: max),
                reasonCode: .receiveMaximumExceeded)
            return true
        }
        let type: PacketType = isExactlyOnce ? .pubrec : .puback
        if !fullSessions.isEmpty || !fullElsewhere.isEmpty
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
            stall(connection)
            return false
        }
        let hasMatched = retainAndRoute(publication, in: frame, from: session)
        if isExactlyOnce {
            _ = session.received.insert(packetID)
            if journals, session.isKept {
                record(.received(clientID: session.clientID, packetID))
            }
        }
        let reasonCode: ReasonCode =
            hasMatched || connection.version != .v5 ? .success : .noMatchingSubscribers
        acknowledge(type, packetID, reasonCode, on: connection, session)
        return true
    }

    /// Publishes a message that no client is sending just now: a will.
    func publish(_ owned: Publication.Owned) {
        _ = retainAndRoute(owned.publication(now: now), in: owned.bytes.span, from: nil)
    }

    /// Keeps the message when it is to be retained, and hands it to whoever wants it; whether
    /// anybody did.
    @discardableResult
    private func retainAndRoute(
        _ publication: Publication, in bytes: Span<UInt8>, from publisher: Session?
    ) -> Bool {
        if publication.isRetained { retain(publication, in: bytes) }
        return route(publication, in: bytes, from: publisher)
    }

    private func retain(_ publication: Publication, in bytes: Span<UInt8>) {
        let message = makeStored(publication, in: bytes)
        guard retained.set(message, max: settings.limits.retainedMessagesMax) else { return }
        if journals {
            record(
                publication.payload.isEmpty
                    ? .retainedRemoved(topic: Array(message.bytes[message.topic]))
                    : .retained(message))
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

    // MARK: Acknowledgements from the client

    /// Acts on PUBACK, PUBREC, PUBREL or PUBCOMP.
    func take(
        _ acknowledgement: AcknowledgementView, _ type: PacketType, from connection: Connection,
        _ session: Session
    ) {
        let packetID = acknowledgement.packetID
        let reasonCode = acknowledgement.reasonCode
        if tracesPackets {
            events.append(
                .receivedAcknowledgement(
                    type, clientID: session.clientID, packetID: packetID.rawValue, reasonCode))
        }
        switch type {
        case .puback:
            if session.window.settle(puback: packetID) { settled(packetID, session) }
        case .pubrec where reasonCode.isError:
            if session.window.settle(refusedPubrec: packetID) { settled(packetID, session) }
        case .pubrec:
            let isKnown = session.window.receive(pubrec: packetID)
            acknowledge(
                .pubrel, packetID,
                isKnown || connection.version != .v5 ? .success : .packetIdentifierNotFound,
                on: connection, session)
        case .pubcomp:
            if session.window.settle(pubcomp: packetID) { settled(packetID, session) }
        default:  // PUBREL
            let isKnown = session.received.remove(packetID)
            if isKnown, journals, session.isKept {
                record(.released(clientID: session.clientID, packetID))
            }
            acknowledge(
                .pubcomp, packetID,
                isKnown || connection.version != .v5 ? .success : .packetIdentifierNotFound,
                on: connection, session)
        }
    }

    private func settled(_ packetID: PacketID, _ session: Session) {
        if journals, session.isKept {
            record(.settled(clientID: session.clientID, packetID))
        }
        if session.hasBacklog { pump(session) }
    }

    // MARK: Acknowledgements to the client

    /// Sends the acknowledgement once everything it promises is durable.
    func acknowledge(
        _ type: PacketType, _ packetID: PacketID, _ reasonCode: ReasonCode,
        on connection: Connection, _ session: Session
    ) {
        if mustHold(connection) {
            hold(.publish(type, packetID, reasonCode), on: connection)
            return
        }
        send(type, packetID, reasonCode, on: connection, session)
    }

    func send(
        _ type: PacketType, _ packetID: PacketID, _ reasonCode: ReasonCode,
        on connection: Connection, _ session: Session
    ) {
        if tracesPackets {
            events.append(
                .sendingAcknowledgement(
                    type, clientID: session.clientID, packetID: packetID.rawValue, reasonCode))
        }
        if reasonCode == .success || connection.version != .v5 {
            let flags: UInt8 = type == .pubrel ? 2 : 0
            connection.outbound.append(
                acknowledgement: type.rawValue << 4 | flags, packetID: packetID.rawValue,
                from: pool)
            markDirty(connection)
            return
        }
        let body = Acknowledgement(packetID: packetID, reasonCode: reasonCode)
        switch type {
        case .puback: append(.puback(body), to: connection)
        case .pubrec: append(.pubrec(body), to: connection)
        case .pubrel: append(.pubrel(body), to: connection)
        default: append(.pubcomp(body), to: connection)
        }
    }

    private func traceReceived(_ view: PublishView, _ frame: Span<UInt8>, _ session: Session) {
        events.append(
            .receivedPublish(
                PublishTrace(
                    clientID: session.clientID,
                    topic: String(copying: frame.extracting(view.topic)),
                    payloadBytes: view.payload.count, qos: view.qos, isRetained: view.isRetained,
                    isDuplicate: view.isDuplicate, packetID: view.packetID?.rawValue ?? 0)))
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
