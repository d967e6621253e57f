internal import DequeModule
internal import MQTTPackets
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// Opening, losing and closing the connection.
extension MQTTClient {
    /// Makes one connection up to CONNACK.
    func open(cleanStart: Bool) async throws(MQTTClientError) -> ServerGreeting {
        attempt += 1
        let number = attempt
        failure = nil
        evidence = ConnectionEvidence()
        hasStartedClean = cleanStart
        hasEnded = false
        let token = try await TokenPrivateKey.open(for: configuration.tls)
        guard number == attempt else { throw .disconnected }  // the token took its time
        let context: NIOSSLContext? =
            if let tls = configuration.tls {
                try CredentialFault.named(tls, token: token)
            } else {
                nil
            }
        let opening = eventLoop.makePromise(of: Result<ServerGreeting, MQTTClientError>.self)
        self.opening = opening
        let limit = configuration.connectTimeout
        let timeout = MQTTClientError.timeout(
            server: configuration.server, operation: .connect, after: limit)
        let timer = eventLoop.scheduleTask(in: .nanoseconds(limit.wholeNanoseconds)) {
            opening.succeed(.failure(timeout))
        }
        defer { timer.cancel() }
        do {
            let channel = try await dial(context)
            if number != attempt {  // disconnect() did not wait for the dialling
                channel.close(promise: nil)
                opening.succeed(.failure(.disconnected))
            } else {
                self.channel = channel
                let first = try beginConnectExchange()
                write(.connect(connectPacket(cleanStart: cleanStart, first)))
            }
        } catch {
            opening.succeed(.failure(error))
        }
        let result = await opening.futureResult.outcome()
        if number == attempt {
            self.opening = nil
            if case .failure(let error) = result {
                endExchange(.failure(error))
                channel?.close(promise: nil)
                channel = nil
                throw await explained(error)
            }
        }
        return try result.get()
    }

    private func dial(_ context: NIOSSLContext?) async throws(MQTTClientError) -> any Channel {
        let configuration = configuration
        let attempt = attempt
        let serverName = configuration.indicatedName
        do {
            return try await ClientBootstrap(group: eventLoop)
                .connectTimeout(.nanoseconds(configuration.connectTimeout.wholeNanoseconds))
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelInitializer { [weak self] channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        try pipeline.addHandler(FirstBytes(client: self, attempt: attempt))
                        if let context {
                            try pipeline.addHandler(
                                NIOSSLClientHandler(
                                    context: context, serverHostname: serverName))
                            try pipeline.addHandler(
                                FirstBytes(client: self, attempt: attempt, isSecured: true))
                        }
                        try pipeline.addHandler(
                            PacketHandler(
                                client: self, attempt: attempt, configuration: configuration))
                    }
                }
                .connect(host: configuration.host, port: configuration.port).get()
        } catch {
            throw MQTTClientError(transport: error, configuration: configuration)
        }
    }

    private func connectPacket(
        cleanStart: Bool, _ authentication: (method: String, data: [UInt8]?)?
    ) -> Connect {
        var properties = Properties()
        if configuration.version == .v5 {
            properties.sessionExpiryInterval = configuration.sessionExpiry.wireSeconds
            properties.receiveMaximum = configuration.limits.receiveMaximum
            properties.maximumPacketSize = UInt32(clamping: configuration.limits.packetBytesMax)
            if configuration.limits.topicAliasMaximum > 0 {
                properties.topicAliasMaximum = configuration.limits.topicAliasMaximum
            }
            // Said even where it is the default: reasons in words, or none.
            properties.requestProblemInformation = configuration.wantsProblemDetails
            if configuration.wantsResponseInformation {
                properties.requestResponseInformation = true
            }
            properties.authenticationMethod = authentication?.method
            properties.authenticationData = authentication?.data
            properties.userProperties = configuration.userProperties.map {
                MQTTPackets.UserProperty($0.name, $0.value)
            }
        }
        let will = configuration.will.map { message in
            let publish = message.publish(for: configuration.version.wire)
            var properties = publish.properties
            if configuration.version == .v5 {
                properties.willDelayInterval = configuration.willDelay.map(\.wholeSeconds)
            }
            return MQTTPackets.Will(
                topic: publish.topic, payload: publish.payload, qos: publish.qos,
                isRetained: publish.isRetained, properties: properties)
        }
        return Connect(
            version: configuration.version.wire, clientID: clientID, cleanStart: cleanStart,
            keepAlive: UInt16(clamping: configuration.keepAlive.wholeSeconds), will: will,
            userName: configuration.credentials?.userName,
            password: configuration.credentials?.password, properties: properties)
    }

    /// The socket or TLS reports a fault; the end of the connection follows.
    func connectionFailed(_ error: any Error, attempt: UInt64) {
        guard attempt == self.attempt, failure == nil else { return }
        // A peer that closes without close_notify adds nothing to the loss itself.
        if let error = error as? NIOSSLError, case .uncleanShutdown = error { return }
        failure = MQTTClientError(transport: error, configuration: configuration)
    }

    /// The connection is closed, by whomever.
    func connectionEnded(attempt: UInt64) {
        guard attempt == self.attempt else { return }
        let error =
            failure
            ?? .connectionLost(server: configuration.server, reason: "the broker closed it")
        failure = nil
        channel = nil
        if let opening {
            opening.succeed(.failure(error))
            if case .connected = state {} else { return }
        }
        guard case .connected = state else { return }
        lost(error)
    }

    private func lost(_ cause: MQTTClientError) {
        let error = shortLives.explained(
            cause, clientID: configuration.clientID, endedAt: .now())
        suspend(error)
        emit(.connectionLost(error))
        if case .disconnectedByServer(_, .sessionTakenOver, _) = error {
            closeForGood(error)  // to return would throw the other client out, and so on
        } else if configuration.reconnect == .never {
            closeForGood(error)
        } else {
            state = .reconnecting
            reconnection = Task { await reconnect(error) }
        }
    }

    /// Ends what cannot outlive a connection.
    func suspend(_ error: MQTTClientError) {
        keepAliveTimer?.cancel()
        keepAliveTimer = nil
        keepAlive = nil
        endExchange(.failure(error))
        sendWindow.close()
        aliases = InboundAliases(maximum: configuration.limits.topicAliasMaximum)
        sentAliases = OutboundAliases(maximum: 0)  // [MQTT-3.3.2-7]
        isReading = true
        for (id, request) in requests {
            ids.release(id)
            request.promise.succeed(.failure(error))
        }
        requests = [:]
        resumeWriters()
    }

    private func reconnect(_ cause: MQTTClientError) async {
        var last = cause
        var number = 1
        while let delay = configuration.reconnect.delay(
            beforeAttempt: number, jitter: .random(in: 0...1))
        {
            emit(.reconnecting(attempt: number, after: delay))
            do {
                try await Task.sleep(for: delay)
            } catch {
                return  // disconnect() cancelled the waiting
            }
            guard case .reconnecting = state else { return }
            do {
                _ = try await open(cleanStart: !keepsSession)
                return
            } catch {
                last = error
                guard case .reconnecting = state else { return }
                emit(.reconnectFailed(attempt: number, error))
                number += 1
            }
        }
        closeForGood(last)
    }

    /// Whether the broker keeps the session between connections.
    var keepsSession: Bool {
        configuration.version == .v5
            ? configuration.sessionExpiry != .atDisconnect : !configuration.cleanStart
    }

    /// The client stays disconnected: everything that waits learns it.
    func closeForGood(_ error: MQTTClientError?) {
        state = .idle
        abandonDeliveries(error ?? .disconnected)
        let ending: Result<Void, MQTTClientError> = error.map { .failure($0) } ?? .success(())
        for registration in registrations.values { registration.buffer.finish(ending) }
        registrations = [:]
        if !keepsSession { unclaimed = [] }
        emit(.closed(error))
    }

    /// Waits for acknowledgements, says good-bye and closes.
    func leave(grace: Duration) async {
        if case .idle = state { return }
        if case .connected = state, sendWindow.outstandingCount > 0 {
            let promise = eventLoop.makePromise(of: Void.self)
            drained.append(promise)
            let timer = eventLoop.scheduleTask(in: .nanoseconds(grace.wholeNanoseconds)) {
                promise.succeed(())
            }
            try? await promise.futureResult.get()  // it is only ever kept
            timer.cancel()
        }
        if case .idle = state { return }
        let wasConnected = isConnected
        state = .closing
        opening?.succeed(.failure(.disconnected))
        opening = nil
        reconnection?.cancel()
        await reconnection?.value
        reconnection = nil
        let step = authenticationStep
        suspend(.disconnected)
        await step?.value
        attempt += 1  // what an old connection still reports concerns nobody
        if let channel {
            self.channel = nil
            if wasConnected {
                trace(.disconnect(Disconnect()), isOutgoing: true)
                let bytes = ByteBuffer(bytes: self.bytes(of: .disconnect(Disconnect())))
                try? await channel.writeAndFlush(bytes).get()  // a dead connection is closed, too
            }
            try? await channel.close().get()  // closed already is closed
        }
        if case .closing = state { closeForGood(nil) }
    }

    /// Shows a packet to the observer.
    func trace(_ packet: Packet, isOutgoing: Bool) {
        guard let observer = configuration.packetObserver else { return }
        let version = configuration.version.wire
        var packet = packet
        if isOutgoing, case .publish(var publish) = packet, publish.packetID == nil {
            // Mosquitto's clients number messages of QoS 0, too, but do not send the number.
            unacknowledgedCount = unacknowledgedCount == .max ? 1 : unacknowledgedCount + 1
            publish.packetID = PacketID(unacknowledgedCount)
            packet = .publish(publish)
        }
        for trace in PacketTrace.traces(of: packet, isOutgoing: isOutgoing, version: version) {
            observer(trace)
        }
    }

    /// Tells the observers.
    func emit(_ event: ConnectionEvent) {
        for observer in observers.values { observer.yield(event) }
    }
}
