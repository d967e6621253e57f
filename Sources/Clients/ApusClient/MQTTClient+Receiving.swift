internal import DequeModule
internal import MQTTPackets
internal import NIOCore

/// What the broker's packets cause.
extension MQTTClient {
    /// One packet of connection number `attempt`.
    func receive(_ packet: Packet, attempt: UInt64) {
        guard attempt == self.attempt, channel != nil || opening != nil else { return }
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
        case .suback(let suback): answer(suback.packetID, suback.reasonCodes)
        case .unsuback(let unsuback): answer(unsuback.packetID, unsuback.reasonCodes)
        case .pingresp: keepAlive?.forgetPing()
        case .disconnect(let disconnect):
            failure = .disconnectedByServer(
                server: configuration.server, reason: ReasonCode(disconnect.reasonCode),
                detail: disconnect.properties.reasonString)
            channel?.close(promise: nil)
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
        if !concludes(connack) { return }
        let greeting = ServerGreeting(connack, configuration: configuration, clientID: clientID)
        self.greeting = greeting
        clientID = greeting.clientID
        state = .connected
        keepsUnclaimed = keepsUnclaimed || connack.isSessionPresent
        receiveWindow.open(isSessionPresent: connack.isSessionPresent)
        startKeepAlive(greeting.keepAlive)
        if !connack.isSessionPresent { resubscribe() }
        var effects: [SendWindow.Effect] = []
        sendWindow.open(
            isSessionPresent: connack.isSessionPresent, receiveMaximum: greeting.receiveMaximum,
            ids: &ids, effects: &effects)
        perform(effects)
        emit(.connected(greeting))
        opening.succeed(.success(greeting))
    }

    private func receive(_ publish: Publish) {
        guard let topic = aliases.topic(of: publish) else {
            return violation("a topic alias is unknown", .topicAliasInvalid)
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

    private func answer(_ id: PacketID, _ reasons: [MQTTPackets.ReasonCode]) {
        guard let request = requests.removeValue(forKey: id) else { return }
        ids.release(id)
        request.succeed(.success(reasons.map { ReasonCode($0) }))
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
        case .malformed(let field), .protocolError(let field):
            violation("its \(field.rawValue) is wrong", .malformedPacket)
        case .unsupportedProtocolVersion:
            violation("its protocol version is wrong", .malformedPacket)
        }
    }

    /// The broker breaks the protocol: the connection ends.
    func violation(_ detail: String, _ reason: MQTTPackets.ReasonCode) {
        failure = .protocolViolation(server: configuration.server, detail: detail)
        if configuration.version == .v5, isConnected {
            write(.disconnect(Disconnect(reasonCode: reason)))
            channel?.flush()
        }
        channel?.close(promise: nil)
    }
}
