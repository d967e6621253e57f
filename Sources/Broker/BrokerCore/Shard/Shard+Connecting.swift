import MQTTPackets
import MQTTSessions
import MQTTTopics

/// CONNECT: from its bytes to CONNACK (MQTT 5 section 3.1.4).
extension Shard {
    /// False when the connection belongs to another shard: its bytes stay unread and go along.
    func takeConnect(
        _ frame: Span<UInt8>, _ header: FixedHeader, from connection: Connection
    ) throws(DecodeError) -> Bool {
        let packet = try Packet(frame: frame, header: header, version: .v5)
        guard case .connect(var connect) = packet else { return true }
        if connect.version == .v5,
            header.length > 1 + VariableByteInteger.length(of: header.remainingLength)
        {  // [MQTT-1.5.5-1]
            throw .malformed(.remainingLength)
        }
        connection.version = connect.version
        let listener = settings.listeners[connection.listener]
        if connect.clientID.isEmpty {
            guard mayAssignClientID(connect, listener) else {
                refuse(
                    connect, from: connection, .clientIDNotAllowed,
                    reasonCode: .clientIdentifierNotValid)
                return true
            }
            let clientID = makeClientID(prefix: listener.assignedClientIDPrefix)
            connection.assignedClientID = clientID
            connect.clientID = clientID
        } else {
            let home = Shard.home(of: connect.clientID, shardCount: shardCount)
            if home != index {
                connection.phase = .moving
                effects.append(.move(connection.slot, toShard: home))
                return false
            }
        }
        if let refusal = rejection(of: connect) {
            refuse(connect, from: connection, refusal.reason, reasonCode: refusal.code)
            return true
        }
        connection.phase = .awaitingVerdict
        connection.pendingConnect = connect
        effects.append(
            .authenticate(
                connection.slot,
                AuthenticationRequest(
                    listener: connection.listener, clientID: connect.clientID,
                    userName: connect.userName, password: connect.password)))
        return true
    }

    /// Goes on with CONNECT when it is known who this is.
    package func conclude(
        _ verdict: AuthenticationVerdict, on slot: ConnectionSlot, now: MonotonicTime
    ) {
        self.now = now
        guard let connection = connection(at: slot), connection.phase == .awaitingVerdict,
            let connect = connection.pendingConnect
        else { return }
        connection.pendingConnect = nil
        switch verdict {
        case .accepted(let userName): accept(connect, userName: userName, on: connection)
        case .badUserNameOrPassword:
            refuse(
                connect, from: connection, .badUserNameOrPassword,
                reasonCode: .badUserNameOrPassword)
        case .notAuthorized:
            refuse(connect, from: connection, .notAuthorized, reasonCode: .notAuthorized)
        }
    }

    /// Answers a CONNECT that could not be read. What the peer speaks is unknown then, so the
    /// answer is the one that 3.1.1 gives to a wrong level, and silence otherwise `[MQTT-3.1.4-1]`.
    func refuseConnect(_ error: DecodeError, from connection: Connection) {
        events.append(.refused(connection.slot, clientID: nil, .malformed(error)))
        if case .unsupportedProtocolVersion = error {  // [MQTT-3.1.2-2]
            connection.version = .v311
            append(
                .connack(
                    ConnAck(isSessionPresent: false, reasonCode: .unsupportedProtocolVersion)),
                to: connection)
        }
        close(connection)
    }

    // MARK: Judging

    /// 3.1 has no assigned identifiers; 3.1.1 has them for clean sessions only `[MQTT-3.1.3-8]`.
    private func mayAssignClientID(_ connect: Connect, _ listener: ListenerSettings) -> Bool {
        guard listener.isZeroLengthClientIDAllowed else { return false }
        return switch connect.version {
        case .v31: false
        case .v311: connect.cleanStart
        case .v5: true
        }
    }

    private func rejection(of connect: Connect) -> (reason: RefusalReason, code: ReasonCode)? {
        let limits = settings.limits
        if connect.clientID.utf8.count > limits.clientIDBytesMax {
            return (.clientIDNotAllowed, .clientIdentifierNotValid)
        }
        if connect.version != .v5, !limits.allows(keepAlive: connect.keepAlive) {
            return (
                .keepAliveTooLong(seconds: connect.keepAlive, max: limits.keepAliveSecondsMax),
                .clientIdentifierNotValid
            )
        }
        if let will = connect.will,
            TopicFilter.levelCount(of: will.topic.utf8.span) > limits.topicLevelsMax
        {
            return (.malformed(.malformed(.willTopic)), .topicNameInvalid)
        }
        if let method = connect.properties.authenticationMethod {
            return (.authenticationMethodUnknown(method), .badAuthenticationMethod)
        }
        if connect.will?.isRetained == true, !settings.isRetainAvailable {
            return (.retainNotAvailable, .retainNotSupported)
        }
        if let max = limits.sessionsMax, sessionsByClientID.count >= max,
            sessionsByClientID[connect.clientID] == nil
        {
            return (.tooManySessions(max: max), .quotaExceeded)
        }
        return nil
    }

    private func refuse(
        _ connect: Connect, from connection: Connection, _ reason: RefusalReason,
        reasonCode: ReasonCode
    ) {
        events.append(
            .refused(connection.slot, clientID: connect.clientID, reason))
        append(
            .connack(ConnAck(isSessionPresent: false, reasonCode: reasonCode)), to: connection)
        close(connection)
    }

    // MARK: Accepting

    private func accept(_ connect: Connect, userName: String?, on connection: Connection) {
        let clientID = connect.clientID
        if let session = sessionsByClientID[clientID] {
            if !isSame(session.userName, userName) {
                // Whoever comes by another name does not inherit what waits here.
                refuse(
                    connect, from: connection, .sessionOfAnotherUser,
                    reasonCode: .clientIdentifierNotValid)
                return
            }
            if let old = session.connection {
                end(old, .takenOver, reasonCode: .sessionTakenOver)  // [MQTT-3.1.4-3]
            }
            if connect.cleanStart, sessionsByClientID[clientID] === session {
                discard(session)  // [MQTT-3.1.2-4]
            }
        }
        let resumed = sessionsByClientID[clientID]  // a clean session ended with its connection
        let session = resumed ?? makeSession(clientID: clientID, userName: userName)
        resume(session, with: connect, on: connection)
        tell(connect, session, on: connection, isResumed: resumed != nil)
        guard connection.phase == .connected else { return }  // CONNACK was too long for it
        session.resends = session.window.unsettled.reversed()
        pump(session)
    }

    private func isSame(_ userName: String?, _ other: String?) -> Bool {
        guard let userName, let other else { return userName == nil && other == nil }
        return userName.hasSameBytes(as: other)
    }

    private func makeSession(clientID: String, userName: String?) -> Session {
        let place: UInt32
        if let free = freeSessions.popLast() {
            place = free
        } else {
            place = UInt32(sessions.count)
            sessions.append(nil)
            sessionGenerations.append(0)
        }
        sessionGenerations[Int(place)] &+= 1
        let session = Session(
            clientID: clientID, slot: place, generation: sessionGenerations[Int(place)],
            userName: userName, inFlightMax: Int(settings.limits.inflightMessagesMax))
        sessions[Int(place)] = session
        sessionsByClientID[clientID] = session
        return session
    }

    private func resume(_ session: Session, with connect: Connect, on connection: Connection) {
        let limits = settings.limits
        session.connection = connection
        session.expiresAt = nil
        session.delayedWill = nil  // the client is back in time
        session.expirySeconds = sessionExpiry(of: connect)
        session.window.inFlightMax = min(
            Int(connect.properties.receiveMaximum ?? .max), Int(limits.inflightMessagesMax))
        connection.session = session
        connection.phase = .connected
        if let max = connect.properties.maximumPacketSize {
            connection.packetBytesMax = min(connection.packetBytesMax, Int(max))
        }
        let keepAlive =
            limits.allows(keepAlive: connect.keepAlive)
            ? connect.keepAlive : limits.keepAliveSecondsMax
        if keepAlive > 0 {
            connection.keepAliveGraceNanoseconds = UInt64(keepAlive) * 1_500_000_000
            watchKeepAlive(of: connection)
        }
        if let will = connect.will {
            var forwarded = will.properties
            forwarded.willDelayInterval = nil
            var properties: [UInt8] = []
            forwarded.encodeWithoutLength(into: &properties)
            connection.will = Publication.Owned(
                topic: will.topic, properties: properties, payload: will.payload, qos: will.qos,
                isRetained: will.isRetained,
                expirySeconds: will.properties.messageExpiryInterval)
            connection.willDelay = will.properties.willDelayInterval ?? 0
        }
        if journals, session.isKept != session.isJournalled { journalLife(of: session) }
    }

    /// A session becomes durable, or ceases to be: it may shrink to the length of its connection.
    private func journalLife(of session: Session) {
        session.isJournalled = session.isKept
        record(
            session.isKept
                ? .sessionKept(clientID: session.clientID)
                : .sessionEnded(clientID: session.clientID))
    }

    private func sessionExpiry(of connect: Connect) -> UInt32 {
        let asked: UInt32 =
            connect.version == .v5
            ? connect.properties.sessionExpiryInterval ?? 0
            : connect.cleanStart ? 0 : .max
        return granted(sessionExpiry: asked)
    }

    /// The seconds asked for, within the limit.
    func granted(sessionExpiry asked: UInt32) -> UInt32 {
        guard let max = settings.limits.sessionExpiryMax else { return asked }
        return min(asked, UInt32(clamping: max.components.seconds))
    }

    /// CONNACK is the first packet that leaves `[MQTT-3.2.0-1]`.
    private func tell(
        _ connect: Connect, _ session: Session, on connection: Connection, isResumed: Bool
    ) {
        var properties = Properties()
        if connect.version == .v5 {
            let limits = settings.limits
            properties.receiveMaximum = limits.receiveMaximum
            properties.maximumPacketSize = UInt32(clamping: limits.packetBytesMax)
            properties.assignedClientIdentifier = connection.assignedClientID
            properties.sharedSubscriptionAvailable = false
            if !settings.isRetainAvailable { properties.retainAvailable = false }
            if !limits.allows(keepAlive: connect.keepAlive) {
                properties.serverKeepAlive = limits.keepAliveSecondsMax  // [MQTT-3.1.2-21]
            }
            let asked = connect.properties.sessionExpiryInterval ?? 0
            if asked != session.expirySeconds {
                properties.sessionExpiryInterval = session.expirySeconds
            }
        }
        events.append(.connected(connection.slot, description(of: connect, session)))
        events.append(
            .sendingConnAck(clientID: session.clientID, isSessionPresent: isResumed, code: 0))
        append(
            .connack(
                ConnAck(
                    isSessionPresent: isResumed, reasonCode: .success, properties: properties)),
            to: connection)
    }

    private func description(of connect: Connect, _ session: Session) -> ConnectedClient {
        ConnectedClient(
            clientID: session.clientID, version: connect.version, isClean: connect.cleanStart,
            keepAlive: connect.keepAlive, userName: session.userName,
            will: connect.will.map { will in
                WillTrace(
                    topic: will.topic, payloadBytes: will.payload.count, qos: will.qos,
                    isRetained: will.isRetained)
            })
    }

    /// An identifier whose home is this shard, in the form that mosquitto gives.
    private func makeClientID(prefix: String) -> String {
        while true {
            let digits = [random.next(), random.next()].map { word in
                let text = String(word, radix: 16, uppercase: true)
                return String(repeating: "0", count: 16 - text.count) + text
            }.joined()
            var clientID = prefix
            for (offset, digit) in digits.enumerated() {
                if [8, 12, 16, 20].contains(offset) { clientID.append("-") }
                clientID.append(digit)
            }
            if Shard.home(of: clientID, shardCount: shardCount) == index,
                sessionsByClientID[clientID] == nil
            {
                return clientID
            }
        }
    }
}
