import MQTTPackets
import MQTTSessions
import MQTTTopics

/// CONNECT: from its bytes to CONNACK (MQTT 5 section 3.1.4).
extension Shard {
    /// False when the connection belongs to another shard: its bytes stay unread and go along.
    func takeConnect(
        _ frame: Span<UInt8>, _ header: FixedHeader, from connection: Connection
    ) throws(DecodeError) -> Bool {
        if let version = Connect.version(in: frame, header) { connection.version = version }
        let packet = try Packet(frame: frame, header: header, version: .v5)
        guard case .connect(var connect) = packet else { return true }
        if connect.version == .v5,
            header.length > 1 + VariableByteInteger.length(of: header.remainingLength)
        {  // [MQTT-1.5.5-1]
            throw .malformed(.remainingLength)
        }
        note(connect.properties, on: connection)
        let listener = settings.listeners[connection.listener]
        if listener.clientIDRule == .userName {
            // Whose session it is, and on which shard, is known when the user is.
            connection.hasAssignedClientID = connect.clientID.isEmpty
        } else if connect.clientID.isEmpty {
            guard mayAssignClientID(connect, listener) else {
                refuse(
                    connect, from: connection, .clientIDNotAllowed,
                    reasonCode: connect.version == .v5
                        ? .unspecifiedError : .clientIdentifierNotValid)
                return true
            }
            let clientID = makeClientID(prefix: listener.assignedClientIDPrefix)
            connection.hasAssignedClientID = true
            connect.clientID = clientID
        } else {
            let home = Shard.home(of: connect.clientID, shardCount: shardCount)
            if home != index {
                connection.phase = .moving
                effects.append(.move(connection.slot, toShard: home))
                return false
            }
        }
        if let refusal = rejection(of: connect, on: connection) {
            refuse(connect, from: connection, refusal.reason, reasonCode: refusal.code)
            return true
        }
        connection.phase = .awaitingVerdict
        noteMethod(of: connect, on: connection)
        connection.pendingConnect = PendingConnect(connect)
        effects.append(
            .authenticate(
                connection.slot,
                AuthenticationRequest(
                    listener: connection.listener, clientID: connect.clientID,
                    userName: connect.userName, password: connect.password,
                    exchange: firstStep(of: connect))))
        return true
    }

    /// Goes on with CONNECT when it is known who this is.
    package func conclude(
        _ verdict: AuthenticationVerdict, on slot: ConnectionSlot, now: MonotonicTime
    ) {
        self.now = now
        guard let connection = connection(at: slot) else { return }
        if let session = connection.session {
            concludeAgain(verdict, on: connection, session)
            return
        }
        guard connection.phase == .awaitingVerdict, let connect = connection.pendingConnect?.connect
        else { return }
        if case .continued(let data) = verdict {
            askForMore(data, clientID: connect.clientID, on: connection)
            return
        }
        connection.pendingConnect = nil
        touchesJournal = false
        switch verdict {
        case .accepted(let userName, let data):
            connection.enhancedAuthentication?.finalData = data
            admit(connect, userName: userName, on: connection)
        case .continued: break
        case .unknownMethod:
            refuse(
                connect, from: connection,
                .authenticationMethodUnknown(connect.properties.authenticationMethod ?? ""),
                reasonCode: .badAuthenticationMethod)
        case .badUserNameOrPassword:
            refuse(
                connect, from: connection, .badUserNameOrPassword,
                reasonCode: .badUserNameOrPassword)
        case .notAuthorized:
            refuse(connect, from: connection, .notAuthorized, reasonCode: .notAuthorized)
        case .lapsed(let lapse):
            refuse(connect, from: connection, .lapsed(lapse), reasonCode: .notAuthorized)
        case .certificateInUse(let clientID):
            refuse(
                connect, from: connection, .certificateInUse(clientID: clientID),
                reasonCode: .notAuthorized)
        }
    }

    // MARK: Judging

    /// What the client said of itself holds for the refusal too.
    func note(_ properties: Properties, on connection: Connection) {
        connection.wantsReasonStrings = properties.requestProblemInformation == true
        if let max = properties.maximumPacketSize {
            connection.packetBytesMax = min(connection.packetBytesMax, Int(max))
        }
    }

    /// 3.1 has no assigned identifiers; 3.1.1 has them for clean sessions only `[MQTT-3.1.3-8]`.
    private func mayAssignClientID(_ connect: Connect, _ listener: ListenerSettings) -> Bool {
        guard listener.isZeroLengthClientIDAllowed else { return false }
        return switch connect.version {
        case .v31: false
        case .v311: connect.cleanStart
        case .v5: true
        }
    }

    // MARK: Accepting

    func accept(_ connect: Connect, userName: String?, on connection: Connection) {
        let clientID = connect.clientID
        if isJournalFull, asksJournal(connect) {
            refuse(
                connect, from: connection, .journalFull(waitingBytes: log.waitingBytes),
                reasonCode: .serverBusy)
            return
        }
        var resumed = sessionsByClientID[clientID]
        if let session = resumed {
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
            resumed = sessionsByClientID[clientID]  // a clean session ended with its connection
        }
        let limit = settings.limits.sessionsMax
        if resumed == nil, !sessionCount.take(max: limit) {
            refuse(
                connect, from: connection, .tooManySessions(max: limit ?? 0),
                reasonCode: .serverBusy)
            return
        }
        let session = resumed ?? makeSession(clientID: clientID, userName: userName)
        resume(session, with: connect, on: connection)
        if session.sharedCount > 0 {
            tellStanding(of: session)
            resumeStalled()
        }
        tell(connect, session, on: connection, isResumed: resumed != nil)
        guard connection.phase == .connected else { return }  // CONNACK was too long for it
        // Also who is new is told so only when the end of his old session is durable.
        let batch = touchesJournal ? log.open : undurableEnds[clientID] ?? 0
        if batch > log.durable {
            connection.isOutboundHeld = true
            hold(.connection, on: connection, until: batch)
        }
        session.resends = session.unsettled.reversed()
        pump(session)
    }

    /// Whether the journal must hear that this client is here.
    private func asksJournal(_ connect: Connect) -> Bool {
        sessionExpiry(of: connect) > 0 || connect.will != nil
            || sessionsByClientID[connect.clientID]?.isJournalled == true
    }

    func isSame(_ userName: String?, _ other: String?) -> Bool {
        guard let userName, let other else { return userName == nil && other == nil }
        return userName.hasSameBytes(as: other)
    }

    func makeSession(clientID: String, userName: String?) -> Session {
        let (place, generation) = sessions.reserve()
        let session = Session(
            clientID: clientID, slot: place, generation: generation,
            userName: userName, inFlightMax: Int(settings.limits.inflightMessagesMax))
        sessions.put(session, at: place)
        sessionsByClientID[clientID] = session
        return session
    }

    private func resume(_ session: Session, with connect: Connect, on connection: Connection) {
        let limits = settings.limits
        session.connection = connection
        session.expiresAt = nil
        session.delayedWill = nil  // the client is back in time
        session.expirySeconds = sessionExpiry(of: connect)
        session.limitWindow(
            inFlightMax: min(
                connect.properties.receiveMaximum ?? .max, limits.inflightMessagesMax),
            keptBytesMax: limits.outboundBytesMax)
        connection.session = session
        connection.phase = .connected
        let listener = settings.listeners[connection.listener]
        connection.assignedAliases = AssignedAliases(
            maximum: min(
                connect.properties.topicAliasMaximum ?? 0, listener.topicAliasMaximumToClients))
        let keepAlive = serverKeepAlive(for: connect) ?? connect.keepAlive
        if keepAlive > 0 {
            connection.keepAliveSeconds = keepAlive
            watch(connection, until: connection.keepAliveDueAt)
        }
        if let will = connect.will {
            var forwarded = will.properties
            forwarded.willDelayInterval = nil
            var properties: [UInt8] = []
            forwarded.encodeWithoutLength(into: &properties)
            let publication = Publication.Owned(
                topic: will.topic, properties: properties, payload: will.payload, qos: will.qos,
                isRetained: will.isRetained,
                expirySeconds: will.properties.messageExpiryInterval)
            connection.will = LastWill(
                publication, delaySeconds: will.properties.willDelayInterval ?? 0)
        }
        if journals { journal(session) }
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

    /// The keep alive that a v5 client must use instead of its own; nil when that will do.
    private func serverKeepAlive(for connect: Connect) -> UInt16? {
        guard connect.version == .v5, let max = settings.limits.keepAliveSecondsMax,
            connect.keepAlive > max || connect.keepAlive == 0
        else { return nil }
        return max
    }

    /// CONNACK is the first packet that leaves `[MQTT-3.2.0-1]`.
    private func tell(
        _ connect: Connect, _ session: Session, on connection: Connection, isResumed: Bool
    ) {
        var properties = Properties()
        if connect.version == .v5 {
            // In mosquitto's order.
            properties.serverKeepAlive = serverKeepAlive(for: connect)  // [MQTT-3.1.2-21]
            if connection.topicAliasMaximum > 0 {
                properties.topicAliasMaximum = connection.topicAliasMaximum
            }
            if connection.hasAssignedClientID {
                properties.assignedClientIdentifier = connect.clientID
            }
            tellMethod(in: &properties, on: connection)
            let asked = connect.properties.sessionExpiryInterval ?? 0
            if asked != session.expirySeconds {
                properties.sessionExpiryInterval = session.expirySeconds
            }
            if !settings.isRetainAvailable { properties.retainAvailable = false }
            properties.maximumPacketSize = UInt32(clamping: settings.limits.packetBytesMax)
            properties.receiveMaximum = settings.limits.receiveMaximum
            if connection.qosMax < .exactlyOnce {  // [MQTT-3.2.2-9]
                properties.maximumQoS = connection.qosMax
            }
        }
        events.append(.connected(connection.slot, description(of: connect, session)))
        if tracesPackets {
            events.append(
                .sendingConnAck(
                    clientID: session.clientID, isSessionPresent: isResumed, code: 0))
        }
        append(
            .connack(
                ConnAck(
                    isSessionPresent: isResumed, reasonCode: .success, properties: properties)),
            to: connection)
    }
}
