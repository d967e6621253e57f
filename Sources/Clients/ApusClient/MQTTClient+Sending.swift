internal import DequeModule
internal import MQTTPackets
internal import NIOCore

/// What the client sends.
extension MQTTClient {
    /// Waits while too much is queued; cancelled callers go on to fail or to be queued.
    func waitForRoom(qos: QoS) async throws(MQTTClientError) {
        while !hasRoom(qos: qos) {
            await withCheckedContinuation { writers.append($0) }
            if Task.isCancelled { throw .cancelled }
        }
    }

    private func hasRoom(qos: QoS) -> Bool {
        if qos == .atMostOnce { return channel?.isWritable ?? true }
        return sendWindow.waitingCount < configuration.limits.queuedMessagesMax
    }

    /// Lets callers that wait for room look again.
    func resumeWriters() {
        let waiting = writers
        writers = []
        for writer in waiting { writer.resume() }
    }

    /// Sends or queues the message.
    func enqueue(_ message: Message) throws(MQTTClientError) -> Delivery {
        if case .idle = state { throw .notConnected(server: configuration.server) }
        if case .closing = state { throw .disconnected }
        if let greeting {
            if message.qos > greeting.maximumQoS {
                throw .unsupportedByServer(
                    server: configuration.server, feature: "QoS \(message.qos.rawValue)")
            }
            if message.isRetained && !greeting.isRetainAvailable {
                throw .unsupportedByServer(
                    server: configuration.server, feature: "retained messages")
            }
        }
        let publish = message.publish(for: configuration.version.wire)
        if let greeting, let limit = greeting.packetBytesMax,
            let bytes = greeting.excess(of: publish, version: configuration.version.wire)
        {
            throw .packetTooLarge(bytes: bytes, limit: limit)  // [MQTT-3.2.2-15]
        }
        if publish.qos == .atMostOnce, !isConnected {
            throw .notConnected(server: configuration.server)
        }
        let end = eventLoop.makePromise(of: Result<ReasonCode, MQTTClientError>.self)
        if publish.qos == .atMostOnce {
            write(.publish(publish))
            end.succeed(.success(.success))
        } else {
            let ticket = nextTicket
            nextTicket += 1
            deliveries[ticket] = (message.topic, end)
            var effects: [SendWindow.Effect] = []
            sendWindow.publish(publish, ticket: ticket, ids: &ids, effects: &effects)
            perform(effects)
            updateReading()
        }
        return Delivery(end)
    }

    /// Sends packets and tells callers.
    func perform(_ effects: [SendWindow.Effect]) {
        for effect in effects {
            switch effect {
            case .send(let packet): write(packet)
            case .complete(let ticket, let wireReason):
                guard let delivery = deliveries.removeValue(forKey: ticket) else { continue }
                let reason = ReasonCode(wireReason)
                delivery.end.succeed(
                    reason.isError
                        ? .failure(.publishRefused(topic: delivery.topic, reason: reason))
                        : .success(reason))
            }
        }
        if effects.isEmpty { return }
        if sendWindow.waitingCount < configuration.limits.queuedMessagesMax { resumeWriters() }
        if sendWindow.outstandingCount == 0 {
            for promise in drained { promise.succeed(()) }
            drained = []
        }
    }

    /// Callers that wait for acknowledgements learn that none will come.
    func abandonDeliveries(_ error: MQTTClientError) {
        for ticket in sendWindow.abandon(keepsSession: keepsSession, ids: &ids) {
            deliveries.removeValue(forKey: ticket)?.end.succeed(.failure(error))
        }
        for promise in drained { promise.succeed(()) }
        drained = []
        resumeWriters()
    }

    /// Subscribes; the registration comes first, since messages may overtake SUBACK.
    func request(_ filters: [TopicFilter]) async throws(MQTTClientError) -> Subscription {
        guard isConnected else { throw .notConnected(server: configuration.server) }
        if let feature = greeting?.missingFeature(of: filters) {
            throw .unsupportedByServer(server: configuration.server, feature: feature)
        }
        let identifier = nextIdentifier
        nextIdentifier = nextIdentifier == 268_435_455 ? 1 : nextIdentifier + 1
        let buffer = MessageBuffer(countMax: configuration.limits.bufferedMessagesMax) {
            [weak self] receipt in
            guard let self else { return }
            eventLoop.execute { self.assumeIsolated { $0.taken(receipt) } }
        }
        let registration = Registration(filters: filters, buffer: buffer)
        registrations[identifier] = registration
        claim(registration)
        do throws(MQTTClientError) {
            let reasons = try await exchange(.subscribe, filterCount: filters.count) { id in
                .subscribe(subscribePacket(id, identifier, filters))
            }
            for (filter, reason) in zip(filters, reasons) where reason.isError {
                throw .subscribeRefused(filter: filter.pattern, reason: reason)
            }
            return Subscription(
                filters: filters, granted: reasons, identifier: identifier, buffer: buffer)
        } catch {
            registrations[identifier] = nil
            buffer.finish(.failure(error))
            throw error
        }
    }

    /// Hands over what a resumed session brought before the subscription was made.
    private func claim(_ registration: Registration) {
        var others = unclaimed
        others.removeAll()
        for item in unclaimed {
            if registration.matches(item.message.topic) {
                registration.buffer.append(item)
            } else {
                others.append(item)
            }
        }
        unclaimed = others
    }

    private func subscribePacket(
        _ id: PacketID, _ identifier: UInt32, _ filters: [TopicFilter]
    ) -> Subscribe {
        var properties = Properties()
        if greeting?.hasSubscriptionIdentifiers ?? false {
            properties.subscriptionIdentifier = identifier
        }
        return Subscribe(
            packetID: id, subscriptions: filters.map(\.wire), properties: properties)
    }

    /// Subscribes to everything again, after the broker forgot the session.
    func resubscribe() {
        for (identifier, registration) in registrations.sorted(by: { $0.key < $1.key }) {
            if let feature = greeting?.missingFeature(of: registration.filters) {
                registrations[identifier] = nil
                let error = MQTTClientError.unsupportedByServer(
                    server: configuration.server, feature: feature)
                registration.buffer.finish(.failure(error))
                continue
            }
            guard let id = ids.allocate() else { return }
            let promise = eventLoop.makePromise(of: Result<[ReasonCode], MQTTClientError>.self)
            requests[id] = PendingRequest(
                operation: .subscribe, filterCount: registration.filters.count, promise: promise)
            promise.futureResult.whenSuccess { [weak self] result in
                guard let self else { return }
                assumeIsolated { $0.resubscribed(identifier, result) }
            }
            write(.subscribe(subscribePacket(id, identifier, registration.filters)))
        }
    }

    private func resubscribed(
        _ identifier: UInt32, _ result: Result<[ReasonCode], MQTTClientError>
    ) {
        guard case .success(let reasons) = result, let registration = registrations[identifier]
        else { return }
        for (filter, reason) in zip(registration.filters, reasons) where reason.isError {
            registrations[identifier] = nil
            registration.buffer.finish(
                .failure(.subscribeRefused(filter: filter.pattern, reason: reason)))
            return
        }
    }

    /// Unsubscribes; messages of a resumed session that nobody claimed are let go.
    func end(_ patterns: [String]) async throws(MQTTClientError) -> [ReasonCode] {
        if patterns.isEmpty { return [] }
        guard isConnected else { throw .notConnected(server: configuration.server) }
        let reasons = try await exchange(.unsubscribe, filterCount: patterns.count) { id in
            .unsubscribe(Unsubscribe(packetID: id, filters: patterns))
        }
        keepsUnclaimed = false
        while let item = unclaimed.popFirst() { taken(item.receipt) }
        return reasons.isEmpty ? patterns.map { _ in .success } : reasons
    }

    private func exchange(
        _ operation: MQTTClientError.Operation, filterCount: Int,
        _ packet: (PacketID) -> Packet
    ) async throws(MQTTClientError) -> [ReasonCode] {
        guard let id = ids.allocate() else {
            throw .unsupportedByServer(
                server: configuration.server, feature: "more than 65,535 flows at a time")
        }
        let packet = packet(id)
        if let excess = excess(of: bytes(of: packet)) {
            ids.release(id)
            throw excess
        }
        let promise = eventLoop.makePromise(of: Result<[ReasonCode], MQTTClientError>.self)
        requests[id] = PendingRequest(
            operation: operation, filterCount: filterCount, promise: promise)
        write(packet)
        updateReading()
        let limit = configuration.connectTimeout
        let timeout = MQTTClientError.timeout(
            server: configuration.server, operation: operation, after: limit)
        let timer = eventLoop.scheduleTask(in: .nanoseconds(limit.wholeNanoseconds)) {
            promise.succeed(.failure(timeout))
        }
        let result = await promise.futureResult.outcome()
        timer.cancel()
        updateReading()
        return try result.get()
    }

    /// Puts a packet into the connection's buffer; one flush follows for all of a tick.
    func write(_ packet: Packet) {
        guard let channel, !hasEnded else { return }
        let bytes = bytes(of: shorten(packet))
        if let excess = excess(of: bytes) {
            failure = excess
            hasEnded = true
            channel.close(promise: nil)
            return
        }
        trace(packet, isOutgoing: true)
        channel.write(ByteBuffer(bytes: bytes), promise: nil)
        keepAlive?.sent(now: .now)
        if isFlushScheduled { return }
        isFlushScheduled = true
        eventLoop.execute { [weak self] in self?.assumeIsolated { $0.flush() } }
    }

    private func flush() {
        isFlushScheduled = false
        channel?.flush()
    }

    private func shorten(_ packet: Packet) -> Packet {
        guard case .publish(let publish) = packet else { return packet }
        return .publish(sentAliases.shorten(publish, bytesMax: greeting?.packetBytesMax))
    }

    /// Why the bytes must not be sent on this connection `[MQTT-3.2.2-15]`; nil if they may.
    private func excess(of bytes: [UInt8]) -> MQTTClientError? {
        guard isConnected, let limit = greeting?.packetBytesMax, bytes.count > limit else {
            return nil
        }
        return .packetTooLarge(bytes: bytes.count, limit: limit)
    }

    /// The packet on the wire.
    func bytes(of packet: Packet) -> [UInt8] {
        var bytes: [UInt8] = []
        packet.encode(into: &bytes, version: configuration.version.wire)
        return bytes
    }

    /// Starts to ping when there is nothing else to send.
    func startKeepAlive(_ interval: Duration) {
        keepAliveTimer?.cancel()
        keepAliveTimer = nil
        guard interval > .zero else { return keepAlive = nil }
        keepAlive = KeepAlive(interval: interval, timeout: configuration.pingTimeout, now: .now)
        checkKeepAlive()
    }

    private func checkKeepAlive() {
        guard isConnected, var keepAlive else { return }
        // While reading is paused no answer can be seen, and none is demanded.
        if !isReading { keepAlive.forgetPing() }
        let verdict = keepAlive.check(now: .now)
        self.keepAlive = keepAlive
        switch verdict {
        case .wait(let moment):
            let delay = max(moment - .now, .milliseconds(1))
            keepAliveTimer = eventLoop.scheduleTask(in: .nanoseconds(delay.wholeNanoseconds)) {
                [weak self] in self?.assumeIsolated { $0.checkKeepAlive() }
            }
        case .ping:
            write(.pingreq)
            checkKeepAlive()
        case .dead:
            failure = .timeout(
                server: configuration.server, operation: .ping,
                after: configuration.pingTimeout)
            channel?.close(promise: nil)
        }
    }
}
