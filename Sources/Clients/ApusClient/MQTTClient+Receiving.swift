internal import DequeModule
internal import MQTTPackets
internal import NIOCore

/// What the broker's packets cause.
extension MQTTClient {
    /// One packet of connection number `attempt`.
    func receive(_ packet: Packet, attempt: UInt64) {
        guard attempt == self.attempt, channel != nil || opening != nil, !hasEnded else { return }
        trace(packet, isOutgoing: false)
        if case .connack(let connack) = packet {
            receive(connack)
            return
        }
        if case .auth(let auth) = packet {
            receive(auth)
            return
        }
        guard case .connected = state else {
            return violation("\(packet.type) came before CONNACK", .protocolError)
        }
        if !configuration.wantsProblemDetails && packet.hasProblemDetails {
            return violation("\(packet.type) has details that are not wanted", .protocolError)
        }
        var effects: [SendWindow.Effect] = []
        var answers: [Packet] = []
        let version = configuration.version.wire
        switch packet {
        case .publish(let publish): receive(publish)
        case .puback(let body): sendWindow.receivePuback(body, ids: &ids, effects: &effects)
        case .pubrec(let body):
            sendWindow.receivePubrec(body, version: version, ids: &ids, effects: &effects)
        case .pubcomp(let body): sendWindow.receivePubcomp(body, ids: &ids, effects: &effects)
        case .pubrel(let body):
            receiveWindow.receivePubrel(body.packetID, version: version, packets: &answers)
        case .suback(let suback): answer(.subscribe, suback.packetID, suback.reasonCodes)
        case .unsuback(let unsuback):
            answer(.unsubscribe, unsuback.packetID, unsuback.reasonCodes)
        case .pingresp: keepAlive?.forgetPing()
        case .disconnect(let disconnect): receive(disconnect)
        case .connect, .connack, .subscribe, .unsubscribe, .pingreq, .auth:
            violation("a broker does not send \(packet.type)", .protocolError)
        }
        perform(effects)
        for packet in answers { write(packet) }
        updateReading()
    }

    private func receive(_ connack: ConnAck) {
        guard let opening, greeting == nil || !isConnected else {
            return violation("a second CONNACK came", .protocolError)
        }
        if connack.reasonCode.isError {
            opening.succeed(
                .failure(
                    .refused(
                        server: configuration.server, reason: ReasonCode(connack.reasonCode),
                        detail: connack.properties.reasonString)))
            return
        }
        if case .closing = state { return }
        if connack.isSessionPresent && hasStartedClean {  // [MQTT-3.2.2-4]
            return violation(
                "it resumed a session where a new one was asked for", .protocolError,
                saysGoodbye: true)
        }
        if !concludes(connack) { return }
        let greeting = ServerGreeting(connack, configuration: configuration, clientID: clientID)
        self.greeting = greeting
        clientID = greeting.clientID
        sentAliases = OutboundAliases(
            maximum: min(greeting.topicAliasMaximum, configuration.limits.sentTopicAliasesMax))
        state = .connected
        shortLives.begin(at: .now())
        keepsUnclaimed = keepsUnclaimed || connack.isSessionPresent
        receiveWindow.open(isSessionPresent: connack.isSessionPresent)
        startKeepAlive(greeting.keepAlive)
        if !connack.isSessionPresent { resubscribe() }
        var effects: [SendWindow.Effect] = []
        let version = configuration.version.wire
        sendWindow.open(
            isSessionPresent: connack.isSessionPresent, receiveMaximum: greeting.receiveMaximum,
            ids: &ids, effects: &effects
        ) { greeting.objection(to: $0, version: version) }
        perform(effects)
        emit(.connected(greeting))
        opening.succeed(.success(greeting))
    }

    private func receive(_ publish: Publish) {
        let topic: String
        switch aliases.topic(of: publish) {
        case .topic(let name): topic = name
        case .invalid:
            return violation("a topic alias is beyond the limit", .topicAliasInvalid)
        case .unknown: return violation("a topic alias is unknown", .protocolError)
        }
        var receipt: ReceiveWindow.Receipt?
        if let id = publish.packetID {
            var packets: [Packet] = []
            let verdict = receiveWindow.receive(id, qos: publish.qos, packets: &packets)
            for packet in packets { write(packet) }
            switch verdict {
            case .deliver(let new): receipt = new
            case .duplicate: return
            case .tooMany:
                return violation("more messages than agreed came", .receiveMaximumExceeded)
            }
        }
        route(
            MessageBuffer.Item(message: Message(publish, topic: topic), receipt: receipt),
            identifiers: publish.properties.subscriptionIdentifiers)
    }

    private func route(_ item: MessageBuffer.Item, identifiers: [UInt32]) {
        var targets = identifiers.compactMap { registrations[$0] }
        if targets.isEmpty {
            targets = registrations.values.filter { $0.matches(item.message.topic) }
        }
        guard let first = targets.first else { return keep(item) }
        first.buffer.append(item)
        for target in targets.dropFirst() {
            target.buffer.append(MessageBuffer.Item(message: item.message, receipt: nil))
        }
    }

    /// A message of a resumed session waits for its subscription; any other has none.
    private func keep(_ item: MessageBuffer.Item) {
        guard keepsUnclaimed else { return taken(item.receipt) }
        unclaimed.append(item)
        while unclaimed.count > configuration.limits.unclaimedMessagesMax {
            taken(unclaimed.removeFirst().receipt)
        }
    }

    /// The application took a message, or a full buffer has room again.
    func taken(_ receipt: ReceiveWindow.Receipt?) {
        if let receipt {
            var packets: [Packet] = []
            receiveWindow.take(receipt, packets: &packets)
            if isConnected { for packet in packets { write(packet) } }
        }
        updateReading()
    }

    private func answer(
        _ operation: MQTTClientError.Operation, _ id: PacketID,
        _ reasons: [MQTTPackets.ReasonCode]
    ) {
        guard let request = requests[id] else { return }
        guard
            request.isAnswered(
                by: operation, reasonCount: reasons.count, version: configuration.version.wire)
        else {
            return violation("its answer does not fit the request", .protocolError)
        }
        requests[id] = nil
        ids.release(id)
        request.promise.succeed(.success(reasons.map { ReasonCode($0) }))
    }

    private func receive(_ disconnect: Disconnect) {
        if configuration.version != .v5 {
            return violation("before MQTT 5 a broker does not send disconnect", .protocolError)
        }
        if disconnect.reasonCode == .disconnectWithWill {
            return violation("it left with the reason of a client", .protocolError)
        }
        if disconnect.properties.sessionExpiryInterval != nil {  // [MQTT-3.14.2-2]
            return violation("it set an expiry as it left", .protocolError)
        }
        hasEnded = true
        failure = .disconnectedByServer(
            server: configuration.server, reason: ReasonCode(disconnect.reasonCode),
            detail: disconnect.properties.reasonString)
        channel?.close(promise: nil)
    }

    /// Stops reading when a subscription is full and no answer of the broker is awaited.
    func updateReading() {
        guard let channel else { return }
        let isWaiting =
            sendWindow.outstandingCount > 0 || !requests.isEmpty || exchange != nil
            || !isConnected
        let shouldRead = isWaiting || !registrations.values.contains { $0.buffer.isFull }
        if shouldRead == isReading { return }
        isReading = shouldRead
        let gate: ReadGate = shouldRead ? .open : .paused
        channel.triggerUserOutboundEvent(gate, promise: nil)
    }

    /// The broker's bytes are no legal packet.
    func refuse(_ error: DecodeError, attempt: UInt64) {
        guard attempt == self.attempt else { return }
        switch error {
        case .packetTooLarge(let limit):
            violation("a packet is longer than the limit of \(limit) bytes", .packetTooLarge)
        case .protocolError(.topicAlias):
            violation("a topic alias is zero", .topicAliasInvalid)
        case .malformed(let field), .protocolError(let field):
            violation("its \(field.rawValue) is wrong", error.reasonCode)
        case .unsupportedProtocolVersion:
            violation("its protocol version is wrong", .malformedPacket)
        }
    }

    /// Leaves a broker that broke the protocol; MQTT 5 tells it why, once it accepted the client.
    func violation(
        _ detail: String, _ reason: MQTTPackets.ReasonCode, saysGoodbye: Bool = false
    ) {
        if hasEnded { return }
        failure = .protocolViolation(server: configuration.server, detail: detail)
        if configuration.version == .v5, isConnected || saysGoodbye {
            write(.disconnect(Disconnect(reasonCode: reason)))
            channel?.flush()
        }
        hasEnded = true
        channel?.close(promise: nil)
    }
}
