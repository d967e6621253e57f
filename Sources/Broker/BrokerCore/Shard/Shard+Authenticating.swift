import MQTTPackets
import MQTTSessions

/// Enhanced authentication: AUTH before CONNACK and after it (MQTT 5 section 4.12).
extension Shard {
    /// Keeps the method that CONNECT agreed to.
    func noteMethod(of connect: Connect, on connection: Connection) {
        connection.enhancedAuthentication = connect.properties.authenticationMethod.map { method in
            EnhancedAuthentication(method: method)
        }
    }

    /// What an exchange in steps begins with; nil when user name and password are to be judged.
    func firstStep(of connect: Connect) -> AuthenticationRequest.AuthenticationExchange? {
        connect.properties.authenticationMethod.map { method in
            AuthenticationRequest.AuthenticationExchange(
                method: method, data: connect.properties.authenticationData)
        }
    }

    /// CONNACK repeats the method and bears the last data `[MQTT-4.12.0-5]`, `[MQTT-4.12.0-6]`.
    func tellMethod(in properties: inout Properties, on connection: Connection) {
        guard let authentication = connection.enhancedAuthentication else { return }
        properties.authenticationMethod = authentication.method
        properties.authenticationData = authentication.finalData
        connection.enhancedAuthentication?.finalData = nil
    }

    /// The client's proof needs another step `[MQTT-4.12.0-2]`.
    func askForMore(_ data: [UInt8], clientID: String, on connection: Connection) {
        connection.phase = .awaitingAuthentication
        sendAuth(.continueAuthentication, data, clientID: clientID, to: connection)
    }

    // MARK: Before CONNACK

    /// Acts on a packet while CONNECT is not answered yet: only AUTH and DISCONNECT may come
    /// `[MQTT-3.1.2-30]`.
    func takeBeforeConnAck(
        _ frame: Span<UInt8>, _ header: FixedHeader, from connection: Connection
    ) throws(DecodeError) {
        guard connection.phase == .awaitingAuthentication,
            let connect = connection.pendingConnect?.connect
        else { return }
        guard header.type == .auth || header.type == .disconnect else {
            refuse(.unexpectedPacket(header.type), reasonCode: .protocolError, from: connection)
            return
        }
        switch try Packet(frame: frame, header: header, version: connection.version) {
        case .auth(let auth):
            traceReceived(auth, clientID: connect.clientID)
            if let fault = fault(in: auth, on: connection, expected: .continueAuthentication) {
                refuse(.authenticationBroken(fault), reasonCode: .protocolError, from: connection)
                return
            }
            connection.phase = .awaitingVerdict
            effects.append(
                .continueAuthentication(
                    connection.slot, data: auth.properties.authenticationData))
        default:
            connection.pendingConnect = nil
            if tracesPackets { events.append(.receivedDisconnect(clientID: connect.clientID)) }
            events.append(.ended(connection.slot, clientID: connect.clientID, .disconnected))
            close(connection)
        }
    }

    /// Ends the exchange before CONNACK was sent, by sending one `[MQTT-4.12.0-4]`.
    func refuse(_ reason: RefusalReason, reasonCode: ReasonCode, from connection: Connection) {
        guard let connect = connection.pendingConnect?.connect else { return }
        connection.pendingConnect = nil
        refuse(connect, from: connection, reason, reasonCode: reasonCode)
    }

    // MARK: After CONNACK

    /// Acts on AUTH of a connected client: it begins a re-authentication, or goes on with one.
    func takeAuth(
        _ frame: Span<UInt8>, _ header: FixedHeader, from connection: Connection,
        _ session: Session
    ) throws(DecodeError) {
        guard
            case .auth(let auth) = try Packet(
                frame: frame, header: header, version: connection.version)
        else { return }
        traceReceived(auth, clientID: session.clientID)
        let stage = connection.enhancedAuthentication?.stage
        let expected: ReasonCode? =
            switch stage {
            case .idle: .reauthenticate
            case .awaitingAuthentication: .continueAuthentication
            case .awaitingVerdict, nil: nil
            }
        if let fault = fault(in: auth, on: connection, expected: expected) {
            end(connection, .authenticationBroken(fault), reasonCode: .protocolError)
            return
        }
        connection.enhancedAuthentication?.stage = .awaitingVerdict
        let data = auth.properties.authenticationData
        if stage == .awaitingAuthentication {
            effects.append(.continueAuthentication(connection.slot, data: data))
        } else if let method = auth.properties.authenticationMethod {  // [MQTT-4.12.1-1]
            effects.append(
                .authenticate(
                    connection.slot,
                    AuthenticationRequest(
                        listener: connection.listener, clientID: session.clientID, userName: nil,
                        password: nil,
                        exchange: AuthenticationRequest.AuthenticationExchange(
                            method: method, data: data))))
        }
    }

    /// Goes on with a re-authentication when the step was judged; everything else went on
    /// meanwhile.
    func concludeAgain(
        _ verdict: AuthenticationVerdict, on connection: Connection, _ session: Session
    ) {
        guard connection.enhancedAuthentication?.stage == .awaitingVerdict else { return }
        switch verdict {
        case .continued(let data):
            connection.enhancedAuthentication?.stage = .awaitingAuthentication
            sendAuth(
                .continueAuthentication, data, clientID: session.clientID, to: connection)
        case .accepted(let userName, let data):
            connection.enhancedAuthentication?.stage = .idle
            if isSame(userName, session.userName) {
                sendAuth(.success, data, clientID: session.clientID, to: connection)
            } else {  // what waits in the session is not for another user
                end(
                    connection, .reauthenticatedAsAnother(userName: userName),
                    reasonCode: .notAuthorized)
            }
        case .unknownMethod, .badUserNameOrPassword, .notAuthorized, .lapsed, .certificateInUse:
            end(connection, .reauthenticationFailed, reasonCode: .notAuthorized)
        }
    }

    // MARK: AUTH

    /// What is wrong with AUTH; `expected` is nil when none may come now.
    private func fault(
        in auth: Auth, on connection: Connection, expected: ReasonCode?
    ) -> AuthenticationFault? {
        guard let agreed = connection.enhancedAuthentication?.method else {
            return .noMethodInConnect
        }
        let method = auth.properties.authenticationMethod
        if method != agreed { return .otherMethod(method, agreed: agreed) }
        return auth.reasonCode == expected ? nil : .unexpectedReason(auth.reasonCode)
    }

    private func sendAuth(
        _ reasonCode: ReasonCode, _ data: [UInt8]?, clientID: String, to connection: Connection
    ) {
        var properties = Properties()
        properties.authenticationMethod = connection.enhancedAuthentication?.method
        properties.authenticationData = data
        if tracesPackets { events.append(.sendingAuth(clientID: clientID, reasonCode)) }
        append(.auth(Auth(reasonCode: reasonCode, properties: properties)), to: connection)
    }

    private func traceReceived(_ auth: Auth, clientID: String) {
        if tracesPackets { events.append(.receivedAuth(clientID: clientID, auth.reasonCode)) }
    }
}
