import MQTTPackets
import MQTTSessions
import MQTTTopics

/// From a publication to everyone who wants it (MQTT 5 section 3.3.4). The hot path: no allocation
/// per message or receiver, no closure, no recursion.
extension Shard {
    /// Hands the message to local sessions, to shards that want it and to one member of each shared
    /// subscription; whether anybody wants it.
    /// - Parameter isForeign: the message came from another shard, which told all others itself.
    func route(
        _ publication: Publication, in bytes: Span<UInt8>, from publisher: Session?,
        isForeign: Bool = false
    ) -> Bool {
        hits.removeAll(keepingCapacity: true)
        topics.match(topic: bytes.extracting(publication.topic), into: &hits)
        if hits.isEmpty { return false }
        templates.begin()
        if !mergedIdentifiers.isEmpty { mergedIdentifiers.removeAll(keepingCapacity: true) }
        if hits.count > 1, topics.hasWildcards { mergeOverlaps(publisher) }
        var stored: StoredMessage?
        var remote: UInt64 = 0
        var addressed: UInt64 = 0
        for place in hits.indices {
            let hit = hits[place]
            if hit.subscriber.isSession {
                if hit.isMerged { continue }
                deliver(
                    publication, in: bytes, to: hit, at: place, from: publisher, keeping: &stored)
            } else if hit.subscriber.isShard {
                remote |= 1 << UInt64(hit.subscriber.number)
            } else if !isForeign, let group = shareGroups.group(at: hit.subscriber.number) {
                addressed |= share(publication, in: bytes, with: group, keeping: &stored)
            }
        }
        if remote != 0, !isForeign {
            stage(publication, in: bytes, for: remote)
            stagedShards |= remote
        }
        if addressed != 0 {
            stageAddressed(publication, in: bytes, for: addressed)
            stagedShards |= addressed
        }
        if owed != nil { closeOwed() }
        return true
    }

    /// One copy for a client whose subscriptions overlap, with the highest QoS and all identifiers
    /// `[MQTT-3.3.4-2]` `[MQTT-3.3.4-3]`.
    private func mergeOverlaps(_ publisher: Session?) {
        routedSerial += 1
        for place in hits.indices where hits[place].subscriber.isSession {
            guard let session = sessions[Int(hits[place].subscriber.number)] else { continue }
            if hits[place].noLocal, session === publisher {  // [MQTT-3.8.3-3]
                hits[place] = hits[place].mergedAway
                continue
            }
            if session.routedSerial != routedSerial {
                session.routedSerial = routedSerial
                session.routedPlace = place
                continue
            }
            let first = session.routedPlace
            if hits[place].identifier != 0 {
                var identifiers = mergedIdentifiers[first] ?? []
                if identifiers.isEmpty, hits[first].identifier != 0 {
                    identifiers.append(hits[first].identifier)
                }
                identifiers.append(hits[place].identifier)
                mergedIdentifiers[first] = identifiers
            }
            hits[first] = hits[first].merged(with: hits[place])
            hits[place] = hits[place].mergedAway
        }
    }

    private func deliver(
        _ publication: Publication, in bytes: Span<UInt8>, to hit: SubscriptionHit, at place: Int,
        from publisher: Session?, keeping stored: inout StoredMessage?
    ) {
        guard let session = sessions[Int(hit.subscriber.number)] else { return }
        if hit.noLocal, let publisher, publisher === session { return }  // [MQTT-3.8.3-3]
        let qos = min(publication.qos, hit.qos)
        let isRetained = hit.retainAsPublished && publication.isRetained  // [MQTT-3.3.1-12]
        if let connection = session.connection {
            if hit.identifier == 0, mergedIdentifiers.isEmpty {
                if qos == .atMostOnce {
                    sendAtMostOnce(publication, in: bytes, isRetained, to: connection, session)
                    return
                }
                if !session.isKept, !waitsForJournal(publication, qos),
                    mayGoAtOnce(session, connection),
                    let packetID = session.window.admit(qos, keeping: nil)
                {
                    let template = templates.template(
                        isV5: connection.version == .v5, qos: qos, publication: publication,
                        bytes: bytes)
                    append(
                        template, of: publication, in: bytes, qos, isRetained, packetID.rawValue,
                        to: connection, session)
                    return
                }
            }
        } else if qos == .atMostOnce {
            return  // nothing is kept for who is away [MQTT-4.3.1-1]
        }
        let message = stored ?? makeStored(publication, in: bytes)
        stored = message
        let identifiers =
            mergedIdentifiers[place] ?? (hit.identifier == 0 ? [] : [hit.identifier])
        var delivery = Delivery(
            message: message, qos: qos, isRetained: isRetained,
            subscriptionIdentifiers: identifiers)
        if waitsForJournal(publication, qos) { delivery.point = currentPoint }
        deliver(delivery, to: session)
    }

    /// Whether not even a session that is not kept may have the message before it is durable: its
    /// sender would send it again after a crash.
    @inline(__always)
    func waitsForJournal(_ publication: Publication, _ qos: QoS) -> Bool {
        publication.isSenderKept && qos == .exactlyOnce && journals
    }

    func sendAtMostOnce(
        _ publication: Publication, in bytes: Span<UInt8>, _ isRetained: Bool,
        to connection: Connection, _ session: Session
    ) {
        if connection.outbound.count > settings.limits.outboundBytesMax {
            drop(for: connection, session)
            return
        }
        let template = templates.template(
            isV5: connection.version == .v5, qos: .atMostOnce, publication: publication,
            bytes: bytes)
        append(
            template, of: publication, in: bytes, .atMostOnce, isRetained, 0, to: connection,
            session)
    }

    /// Copies the encoding into the connection's outbound queue.
    @inline(__always)
    private func append(
        _ template: FrameTemplates.Template, of publication: Publication, in bytes: Span<UInt8>,
        _ qos: QoS, _ isRetained: Bool, _ packetID: UInt16, to connection: Connection,
        _ session: Session
    ) {
        if connection.assignedAliases.max > 0 {
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
        session.queue.isEmpty && session.window.hasRoom
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
        let number = session.window.number(of: packetID)
        if !session.window.settle(puback: packetID) {
            _ = session.window.settle(refusedPubrec: packetID)
        }
        settle(number, for: session)
    }
}
