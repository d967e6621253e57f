import MQTTPackets
import MQTTSessions
import MQTTTopics

/// Messages that own their bytes, on their way to one session: retained, queued, resent.
extension Shard {
    /// Sends the message now if the session is connected and its window open, else queues it.
    func deliver(_ delivery: Delivery, to session: Session) {
        var delivery = delivery
        if delivery.qos > .atMostOnce, journals, session.isKept {
            if hasExpired(delivery.message) { return }  // [MQTT-3.3.2-5]
            owe(&delivery, to: session)
        }
        guard let connection = session.connection else {
            if delivery.qos > .atMostOnce { enqueue(delivery, for: session) }
            return
        }
        if delivery.qos == .atMostOnce {
            if connection.outbound.count > settings.limits.outboundBytesMax {
                drop(for: connection, session)
            } else {
                encode(delivery, packetID: 0, isDuplicate: false, to: connection, session)
            }
            return
        }
        if mayGoAtOnce(session, connection), mayLeave(delivery),
            session.window.value.hasRoom(forOrdinal: delivery.ordinal)
        {
            send(delivery, to: connection, session)
        } else {
            enqueue(delivery, for: session)
        }
    }

    /// Sends what waits, as far as window and outbound queue allow.
    func pump(_ session: Session) {
        guard let connection = session.connection else { return }
        if !session.resends.isEmpty { resend(session, on: connection) }
        while session.resends.isEmpty, session.hasQueued,
            let delivery = session.queue.value.first,
            session.window.value.hasRoom(forOrdinal: delivery.ordinal),
            connection.outbound.count <= settings.limits.outboundBytesMax
        {
            if !mayLeave(delivery) {
                awaitJournal(session)
                break
            }
            _ = session.queue.value.popFirst()
            if hasExpired(delivery.message) {  // [MQTT-3.3.2-5]
                settle(delivery.number, for: session)
                continue
            }
            send(delivery, to: connection, session)
        }
        fetchNext(for: session)
        setFull(session, isAtLimit(session))
        if session.sharedCount > 0 { tellStanding(of: session) }
        if !session.hasUnsent, !session.retainedWalks.isEmpty { walkRetained(session) }
    }

    /// A retained message for a new subscription: the walk waits for the socket, so even QoS 0 is
    /// not dropped here.
    func deliverRetained(
        _ delivery: Delivery, to session: Session, _ connection: Connection
    ) {
        if delivery.qos == .atMostOnce {
            encode(delivery, packetID: 0, isDuplicate: false, to: connection, session)
        } else {
            deliver(delivery, to: session)
        }
    }

    /// Sends again what a resumed session owes, under its old identifiers `[MQTT-4.4.0-1]`: as much
    /// as the outbound queue and the client's Receive Maximum of this connection allow
    /// `[MQTT-3.3.4-9]`.
    private func resend(_ session: Session, on connection: Connection) {
        while let next = session.resends.last,
            session.window.value.inFlight - session.resends.count
                < session.window.value.inFlightMax,
            connection.outbound.count <= settings.limits.outboundBytesMax
        {
            session.resends.removeLast()
            // A client may have settled it meanwhile, for it saw the identifier before.
            guard let unsettled = session.window.value.unsettled(next.packetID) else { continue }
            if unsettled.stage == .awaitingPubcomp {
                send(.pubrel, unsettled.packetID, .success, on: connection, session)
            } else if let delivery = unsettled.delivery {
                encode(
                    delivery, packetID: unsettled.packetID.rawValue, isDuplicate: true,
                    to: connection, session)
            } else {
                // The session was not kept when this left; nothing is left to send again.
                forget(unsettled.packetID.rawValue, session)
            }
        }
    }

    private func send(_ delivery: Delivery, to connection: Connection, _ session: Session) {
        session.window.value.skip(toOrdinal: delivery.ordinal)
        // The journal's messages may outlast the client's wish that the session be kept.
        let isNeeded = session.isKept || delivery.isShared || delivery.number > 0
        guard
            let packetID = session.window.value.admit(
                delivery.qos, keeping: isNeeded ? delivery : nil)
        else { return }
        encode(
            delivery, packetID: packetID.rawValue,
            isDuplicate: delivery.ordinal > 0 && delivery.ordinal <= session.doubtfulOrdinal,
            to: connection, session)
    }

    /// Encodes a PUBLISH for this one connection, with the time that is left of the message.
    private func encode(
        _ delivery: Delivery, packetID: UInt16, isDuplicate: Bool, to connection: Connection,
        _ session: Session
    ) {
        let message = delivery.message
        let bytes = message.bytes
        guard
            let packetIDOffset = encode(
                bytes.span, topic: message.topic, properties: message.properties,
                payload: message.payload, delivery.qos,
                identifiers: delivery.subscriptionIdentifiers,
                expiry: connection.version == .v5 ? remainingExpiry(of: message) : nil,
                for: connection)
        else {
            forget(packetID, session)
            return
        }
        connection.outbound.append(
            frame: scratch.span,
            firstByte: PublishEncoding.firstByte(
                delivery.qos, isRetained: delivery.isRetained, isDuplicate: isDuplicate),
            packetID: packetID, at: packetIDOffset, from: pool)
        markDirty(connection)
        if tracesPackets {
            events.append(
                .sendingPublish(
                    PublishTrace(
                        clientID: session.clientID,
                        topic: String(copying: bytes.span.extracting(message.topic)),
                        payloadBytes: message.payload.count, qos: delivery.qos,
                        isRetained: delivery.isRetained, isDuplicate: isDuplicate,
                        packetID: packetID)))
        }
    }

    func hasExpired(_ message: StoredMessage) -> Bool {
        message.deadlineNanoseconds.map { $0 <= now.nanoseconds } ?? false
    }

    /// Where the Message Expiry Interval stands among the properties, and what is left of it
    /// `[MQTT-3.3.2-6]`.
    private func remainingExpiry(of message: StoredMessage) -> (offset: Int, seconds: UInt32)? {
        let bytes = message.bytes
        guard let deadline = message.deadlineNanoseconds,
            // They were judged when the message came; an error has no one to be told to.
            let properties = try? PublishProperties(
                frame: bytes.span, range: message.properties),
            let offset = properties.messageExpiryOffset
        else { return nil }
        let left = now.seconds(until: MonotonicTime(nanoseconds: deadline))
        return (offset - message.properties.lowerBound, UInt32(clamping: left))
    }
}
