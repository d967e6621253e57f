internal import MQTTPackets
internal import NIOCore

/// Enhanced authentication (MQTT 5 section 4.12).
extension MQTTClient {
    /// Proves again who the client is, while everything else goes on.
    ///
    /// Brokers let a connection live on so, for example, whose credential would have expired. A
    /// call while another one is under way shares its end.
    /// - Throws: why not; the connection is over then, and the client returns as its
    ///   ``ReconnectPolicy`` says.
    public func reauthenticate() async throws(MQTTClientError) {
        guard isConnected else { throw .notConnected(server: configuration.server) }
        guard let mechanism = configuration.authentication else {
            throw .invalid(
                field: "authentication", value: "", reason: "the configuration has no mechanism")
        }
        if let running = exchange?.completion {
            return try await running.futureResult.outcome().get()
        }
        let conversation = try conversation(by: mechanism)
        let completion = eventLoop.makePromise(of: Result<Void, MQTTClientError>.self)
        exchange = AuthenticationExchange(
            method: mechanism.name, conversation: conversation, completion: completion)
        // [MQTT-4.12.1-1]
        write(auth(.reauthenticate, mechanism.name, conversation.initialData))
        updateReading()
        let limit = configuration.connectTimeout
        let timeout = MQTTClientError.timeout(
            server: configuration.server, operation: .authenticate, after: limit)
        let timer = eventLoop.scheduleTask(in: .nanoseconds(limit.wholeNanoseconds)) {
            [weak self] in
            self?.assumeIsolated { $0.endForAuthentication(timeout) }
        }
        let result = await completion.futureResult.outcome()
        timer.cancel()
        updateReading()
        return try result.get()
    }

    /// Begins the exchange that CONNECT opens; nil without a mechanism.
    func beginConnectExchange()
        throws(MQTTClientError) -> (method: String, data: [UInt8]?)?
    {
        endExchange(.failure(.disconnected))
        guard let mechanism = configuration.authentication else { return nil }
        let conversation = try conversation(by: mechanism)
        exchange = AuthenticationExchange(
            method: mechanism.name, conversation: conversation, completion: nil)
        return (mechanism.name, conversation.initialData)
    }

    private func conversation(
        by mechanism: any AuthenticationMechanism
    ) throws(MQTTClientError) -> any AuthenticationConversation {
        do throws(AuthenticationFailure) {
            return try mechanism.begin()
        } catch {
            throw failure(error, mechanism.name)
        }
    }

    /// What the broker's AUTH asks or tells.
    func receive(_ auth: Auth) {
        guard let exchange, authenticationStep == nil else {
            return violation("AUTH came when none was due", .protocolError)  // [MQTT-4.12.0-6]
        }
        let properties = auth.properties
        guard properties.authenticationMethod == exchange.method else {  // [MQTT-4.12.0-5]
            return violation("its AUTH names another authentication method", .protocolError)
        }
        switch auth.reasonCode {
        case .continueAuthentication: respond(to: properties.authenticationData, in: exchange)
        case .success where exchange.completion != nil:
            conclude(exchange, properties.authenticationData)
        default: violation("its AUTH has a reason that was not due", .protocolError)
        }
    }

    /// Whether CONNACK, which accepts the client, ends the exchange as it must.
    func concludes(_ connack: ConnAck) -> Bool {
        let properties = connack.properties
        guard let exchange else {
            if properties.authenticationMethod == nil { return true }
            violation("CONNACK names a method that CONNECT did not", .protocolError)
            return false  // [MQTT-4.12.0-6]
        }
        guard properties.authenticationMethod == exchange.method else {  // [MQTT-4.12.0-5]
            endForAuthentication(failure(.brokerUnproven, exchange.method))
            return false
        }
        return conclude(exchange, properties.authenticationData)
    }

    @discardableResult
    private func conclude(_ exchange: AuthenticationExchange, _ data: [UInt8]?) -> Bool {
        var conversation = exchange.conversation
        do throws(AuthenticationFailure) {
            try conversation.conclude(with: data)
            endExchange(.success(()))
            return true
        } catch {
            endForAuthentication(failure(error, exchange.method))
            return false
        }
    }

    /// Answers a challenge; what takes long must not hold up the connection.
    private func respond(to challenge: [UInt8]?, in exchange: AuthenticationExchange) {
        let method = exchange.method
        authenticationStep = Task {
            var conversation = exchange.conversation
            do throws(AuthenticationFailure) {
                let data = try await conversation.respond(to: challenge)
                if Task.isCancelled { return }
                authenticationStep = nil
                self.exchange?.conversation = conversation
                write(auth(.continueAuthentication, method, data))  // [MQTT-4.12.0-3]
            } catch {
                if Task.isCancelled { return }
                authenticationStep = nil
                endForAuthentication(failure(error, method))
            }
        }
    }

    /// Ends the connection, for the exchange cannot succeed `[MQTT-4.12.1-2]`.
    private func endForAuthentication(_ error: MQTTClientError) {
        guard exchange != nil else { return }
        failure = error
        write(.disconnect(Disconnect(reasonCode: .implementationSpecificError)))
        channel?.flush()
        channel?.close(promise: nil)
    }

    /// The exchange is over: who waits for it learns it.
    func endExchange(_ result: Result<Void, MQTTClientError>) {
        authenticationStep?.cancel()
        authenticationStep = nil
        exchange?.completion?.succeed(result)
        exchange = nil
    }

    private func failure(
        _ failure: AuthenticationFailure, _ method: String
    ) -> MQTTClientError {
        .authenticationFailed(server: configuration.server, method: method, failure)
    }

    private func auth(
        _ reasonCode: MQTTPackets.ReasonCode, _ method: String, _ data: [UInt8]?
    ) -> Packet {
        var properties = Properties()
        properties.authenticationMethod = method
        properties.authenticationData = data
        return .auth(Auth(reasonCode: reasonCode, properties: properties))
    }
}
