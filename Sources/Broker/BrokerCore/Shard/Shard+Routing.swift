import MQTTPackets
import MQTTSessions
import MQTTTopics

/// From a publication to everyone who wants it (MQTT 5 section 3.3.4). The hot path: no allocation
/// per message or receiver, no recursion, no closure but those that are inlined.
extension Shard {
    /// Hands the message to local sessions, to shards that want it and to one member of each shared
    /// subscription; whether anybody wants it.
    /// - Parameter isForeign: the message came from another shard, which told all others itself.
    func route(
        _ publication: Publication, in bytes: Span<UInt8>, from publisher: Session?,
        isForeign: Bool = false
    ) -> Bool {
        var scratch = RoutingScratch()
        swap(&scratch, &routing)
        defer { swap(&scratch, &routing) }
        scratch.begin()
        topics.value.match(topic: bytes.extracting(publication.topic), into: &scratch.hits)
        if scratch.hits.isEmpty { return false }
        if scratch.hits.count > 1, topics.value.hasWildcards { mergeOverlaps(&scratch, publisher) }
        var stored: StoredMessage?
        var remote: UInt64 = 0
        var addressed: UInt64 = 0
        for place in scratch.hits.indices {
            let hit = scratch.hits[place]
            if hit.subscriber.isSession {
                if hit.isMerged { continue }
                deliver(
                    publication, in: bytes, to: hit, at: place, from: publisher, &scratch,
                    keeping: &stored)
            } else if hit.subscriber.isShard {
                remote |= 1 << UInt64(hit.subscriber.number)
            } else if !isForeign {
                addressed |= share(
                    publication, in: bytes, withGroupAt: hit.subscriber.number, keeping: &stored)
            }
        }
        if remote | addressed != 0 {
            if !isForeign { stage(publication, in: bytes, for: remote) }
            stageAddressed(publication, in: bytes, for: addressed)
            stagedShards |= addressed | (isForeign ? 0 : remote)
        }
        if stored != nil { closeOwed() }  // only what is kept beyond this call is owed
        return true
    }

    /// One copy for a client whose subscriptions overlap, with the highest QoS and all identifiers
    /// `[MQTT-3.3.4-2]` `[MQTT-3.3.4-3]`.
    private func mergeOverlaps(_ scratch: inout RoutingScratch, _ publisher: Session?) {
        routedSerial += 1
        for place in scratch.hits.indices where scratch.hits[place].subscriber.isSession {
            let hit = scratch.hits[place]
            guard let session = sessions[hit.subscriber.number] else { continue }
            if hit.noLocal, session === publisher {  // [MQTT-3.8.3-3]
                scratch.hits[place] = hit.mergedAway
                continue
            }
            if session.routedSerial != routedSerial {
                session.routedSerial = routedSerial
                session.routedPlace = place
                continue
            }
            let first = session.routedPlace
            if hit.identifier != 0 {
                scratch.merge(hit.identifier, into: first)
            }
            scratch.hits[first] = scratch.hits[first].merged(with: hit)
            scratch.hits[place] = hit.mergedAway
        }
    }

    @inline(__always)
    private func deliver(
        _ publication: Publication, in bytes: Span<UInt8>, to hit: SubscriptionHit, at place: Int,
        from publisher: Session?, _ scratch: inout RoutingScratch,
        keeping stored: inout StoredMessage?
    ) {
        let isDone = sessions.lend(hit.subscriber.number) { session in
            if hit.noLocal, let publisher, publisher === session { return true }  // [MQTT-3.8.3-3]
            return sendAtOnce(publication, in: bytes, to: hit, session, &scratch)
        }
        if isDone == false {
            keep(publication, in: bytes, for: hit, at: place, scratch, keeping: &stored)
        }
    }

    /// Sends the message as it is, where nothing of it has to be kept; false when something has.
    @inline(__always)
    private func sendAtOnce(
        _ publication: Publication, in bytes: Span<UInt8>, to hit: SubscriptionHit,
        _ session: Session, _ scratch: inout RoutingScratch
    ) -> Bool {
        let qos = min(publication.qos, hit.qos)
        let isDone = session.lendConnection { connection in
            sendAtOnce(publication, in: bytes, to: hit, qos, connection, session, &scratch)
        }
        // Nothing of QoS 0 is kept for who is away [MQTT-4.3.1-1].
        return isDone ?? (qos == .atMostOnce)
    }

    @inline(__always)
    private func sendAtOnce(
        _ publication: Publication, in bytes: Span<UInt8>, to hit: SubscriptionHit, _ qos: QoS,
        _ connection: Connection, _ session: Session, _ scratch: inout RoutingScratch
    ) -> Bool {
        if hit.identifier != 0 || scratch.hasMergedIdentifiers { return false }
        let isRetained = hit.retainAsPublished && publication.isRetained  // [MQTT-3.3.1-12]
        if qos == .atMostOnce {
            sendAtMostOnce(
                publication, in: bytes, isRetained, to: connection, session, &scratch.templates)
            return true
        }
        if session.isKept || waitsForJournal(publication, qos) || !mayGoAtOnce(session, connection)
        {
            return false
        }
        guard let packetID = session.window.value.admit(qos, keeping: nil) else { return false }
        append(
            publication, in: bytes, qos, isRetained, packetID.rawValue, to: connection, session,
            &scratch.templates)
        return true
    }

    /// Gives the session a copy of the message, which all who need one share.
    @inline(never)
    private func keep(
        _ publication: Publication, in bytes: Span<UInt8>, for hit: SubscriptionHit, at place: Int,
        _ scratch: borrowing RoutingScratch, keeping stored: inout StoredMessage?
    ) {
        guard let session = sessions[hit.subscriber.number] else { return }
        let message = stored ?? makeStored(publication, in: bytes)
        stored = message
        let qos = min(publication.qos, hit.qos)
        var delivery = Delivery(
            message: message, qos: qos,
            isRetained: hit.retainAsPublished && publication.isRetained,  // [MQTT-3.3.1-12]
            subscriptionIdentifiers: scratch.identifiers(at: place))
        if waitsForJournal(publication, qos) { delivery.point = currentPoint }
        deliver(delivery, to: session)
    }

    /// Hands the message to a member of the shared subscription in that place; the shard to stage
    /// it for, as a bit. A call of its own: inlined, every message would pay for its checks.
    @inline(never)
    private func share(
        _ publication: Publication, in bytes: Span<UInt8>, withGroupAt place: UInt32,
        keeping stored: inout StoredMessage?
    ) -> UInt64 {
        guard let group = shareGroups.group(at: place) else { return 0 }
        return share(publication, in: bytes, with: group, keeping: &stored)
    }

    /// Whether not even a session that is not kept may have the message before it is durable: its
    /// sender would send it again after a crash.
    @inline(__always)
    func waitsForJournal(_ publication: Publication, _ qos: QoS) -> Bool {
        publication.isSenderKept && qos == .exactlyOnce && journals
    }

    /// Sends a QoS 0 message to one session, outside of routing.
    func sendAtMostOnce(
        _ publication: Publication, in bytes: Span<UInt8>, _ isRetained: Bool,
        to connection: Connection, _ session: Session
    ) {
        var templates = FrameTemplates()
        swap(&templates, &memberTemplates)
        templates.begin()
        sendAtMostOnce(publication, in: bytes, isRetained, to: connection, session, &templates)
        swap(&templates, &memberTemplates)
    }

    @inline(__always)
    private func sendAtMostOnce(
        _ publication: Publication, in bytes: Span<UInt8>, _ isRetained: Bool,
        to connection: Connection, _ session: Session, _ templates: inout FrameTemplates
    ) {
        if connection.outbound.count > settings.limits.outboundBytesMax {
            drop(for: connection, session)
            return
        }
        append(
            publication, in: bytes, .atMostOnce, isRetained, 0, to: connection, session,
            &templates)
    }

    /// Copies the encoding into the connection's outbound queue.
    @inline(__always)
    private func append(
        _ publication: Publication, in bytes: Span<UInt8>, _ qos: QoS, _ isRetained: Bool,
        _ packetID: UInt16, to connection: Connection, _ session: Session,
        _ templates: inout FrameTemplates
    ) {
        let template = templates.template(
            isV5: connection.version == .v5, qos: qos, publication: publication, bytes: bytes)
        if connection.assignedAliases != nil {
            if !appendAliased(publication, in: bytes, qos, isRetained, packetID, to: connection) {
                forget(packetID, session)
                return
            }
        } else if template.range.count > connection.packetBytesMax {  // [MQTT-3.1.2-25]
            forget(packetID, session)
            return
        } else if template.isIncoming {
            connection.outbound.append(
                frame: bytes.extracting(template.range),
                firstByte: PublishEncoding.firstByte(qos, isRetained: isRetained),
                packetID: packetID, at: template.packetIDOffset, from: pool)
        } else {
            connection.outbound.append(
                frame: templates.scratch.span.extracting(template.range),
                firstByte: PublishEncoding.firstByte(qos, isRetained: isRetained),
                packetID: packetID, at: template.packetIDOffset, from: pool)
        }
        markDirty(connection)
        if tracesPackets {
            events.append(
                .sendingPublish(
                    PublishTrace(
                        clientID: session.clientID,
                        topic: String(copying: bytes.extracting(publication.topic)),
                        payloadBytes: publication.payload.count, qos: qos, isRetained: isRetained,
                        isDuplicate: false, packetID: packetID)))
        }
    }

    /// Whether a QoS 1 or 2 message may leave now: nothing waits before it, and the socket keeps
    /// up.
    @inline(__always)
    func mayGoAtOnce(_ session: Session, _ connection: Connection) -> Bool {
        !session.hasQueued && session.window.value.hasRoom
            && connection.outbound.count <= settings.limits.outboundBytesMax
    }

    func drop(for connection: Connection, _ session: Session) {
        droppedMessages += 1
        if session.sharedCount > 0 { tellStanding(of: session) }
        if connection.hasDroppedForSlowReader { return }
        connection.hasDroppedForSlowReader = true
        events.append(
            .droppingForSlowReader(
                clientID: session.clientID, limitBytes: settings.limits.outboundBytesMax))
    }

    /// A message that its receiver cannot take is done with as if it had been sent
    /// `[MQTT-3.1.2-25]`.
    func forget(_ packetID: UInt16, _ session: Session) {
        guard let packetID = PacketID(packetID) else { return }
        let number =
            session.window.value.settle(puback: packetID)
            ?? session.window.value.settle(refusedPubrec: packetID)
        if let number { settle(number, for: session) }
    }
}
