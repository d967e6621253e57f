import BrokerCore
import MQTTPackets

/// What the client makes of the broker's packets, and what it holds the broker to.
extension SimulatedClient {
    func take(_ packet: Packet, _ journals: JournalBooks) {
        ledger.check(
            isConnected || packet.type == .connack, "\(clientID): \(packet.type) before CONNACK")
        switch packet {
        case .connack(let connack): begin(connack, journals)
        case .suback(let subAck): take(subAck, journals)
        case .unsuback(let unsubAck): take(unsubAck, journals)
        case .publish(let publish): take(publish)
        case .puback(let acknowledgement): settle(acknowledgement, .atLeastOnce, journals)
        case .pubrec(let acknowledgement): release(acknowledgement, journals)
        case .pubcomp(let acknowledgement): settle(acknowledgement, .exactlyOnce, journals)
        case .pubrel(let acknowledgement):
            received.remove(acknowledgement.packetID)
            owed.append(.pubcomp(Acknowledgement(packetID: acknowledgement.packetID)))
        case .disconnect(let disconnect):
            trace.note("\(clientID) is told to go: \(disconnect.reasonCode)")
            ledger.check(
                disconnect.reasonCode == .sessionTakenOver,
                "\(clientID) was sent away: \(disconnect.reasonCode)")
        default: ledger.check(false, "\(clientID) was sent \(packet.type)")
        }
    }

    // MARK: The session

    private func begin(_ connack: ConnAck, _ journals: JournalBooks) {
        if connack.reasonCode == .serverBusy || connack.reasonCode == .serverUnavailable {
            ledger.check(journals.isOn, "\(clientID) was refused")
            trace.note("\(clientID) is refused, for the disk takes no more")
            return
        }
        ledger.check(connack.reasonCode == .success, "\(clientID) was refused")
        let wasPresent = version == .v31 ? hasSession : connack.isSessionPresent  // 3.1: unsaid
        if version != .v31 {
            ledger.check(
                !wantsCleanStart || !wasPresent, "\(clientID) found a session [MQTT-3.2.2-2]")
            ledger.check(
                wantsCleanStart || !hasSession || wasPresent,
                "\(clientID) lost its session [MQTT-3.2.2-3]")
            ledger.check(
                hasSession || mayHaveSession || !wasPresent,
                "\(clientID) found a session that it never had")
        }
        trace.note("\(clientID) is connected, session \(connack.isSessionPresent)")
        if wantsCleanStart || !wasPresent {
            ledger.interests[clientID]?.endAll(at: trace.moment)
            isResumed = mayHaveSession && version == .v31
        } else {
            isResumed = true
        }
        sessionNumber = ledger.interests[clientID]?.sessionNumber ?? 0
        isKept = version == .v5 || !wantsCleanStart
        hasSession = isKept
        mayHaveSession = false
        wantsCleanStart = false
        isConnected = true
        aliases.outboundMax = connack.properties.topicAliasMaximum ?? 0
        resend()
        for (wish, isDesired) in zip(traits.wishes, desired) {
            pursue(wish, isDesired: isDesired)
        }
    }

    /// Sends again what was not settled, in its order `[MQTT-4.4.0-1]`.
    private func resend() {
        for place in unsettled.indices {
            if unsettled[place].isReleased {
                send(.pubrel(Acknowledgement(packetID: unsettled[place].packetID)))
            } else {
                var publish = unsettled[place].publish
                publish.isDuplicate = true
                ledger.sentAgain(unsettled[place].message)
                send(.publish(publish))
            }
        }
    }

    private func take(_ subAck: SubAck, _ journals: JournalBooks) {
        guard case .subscribe(let wish) = requests.removeValue(forKey: subAck.packetID) else {
            ledger.check(false, "\(clientID): SUBACK for nothing")
            return
        }
        ledger.check(
            subAck.reasonCodes == [ReasonCode(rawValue: wish.options.qos.rawValue)],
            "\(clientID): SUBACK \(subAck.reasonCodes)")
        trace.note("\(clientID) has \(wish.filter)")
        ledger.interests[clientID]?.grant(wish, at: trace.moment)
        if isKept { checkDurable(.subscribed(clientID, wish.filter), journals) }
        pursue(wish)
    }

    private func take(_ unsubAck: UnsubAck, _ journals: JournalBooks) {
        guard case .unsubscribe(let wish) = requests.removeValue(forKey: unsubAck.packetID) else {
            ledger.check(false, "\(clientID): UNSUBACK for nothing")
            return
        }
        trace.note("\(clientID) has no more \(wish.filter)")
        ledger.interests[clientID]?.end(wish, at: trace.moment)
        if isKept { checkDurable(.unsubscribed(clientID, wish.filter), journals) }
        pursue(wish)
    }

    /// What is wanted may have changed while the answer was under way.
    private func pursue(_ wish: Wish) {
        if let place = traits.wishes.firstIndex(of: wish) {
            pursue(wish, isDesired: desired[place])
        }
    }

    // MARK: Messages from the broker

    private func take(_ sent: Publish) {
        var publish = sent
        ledger.check(
            aliases.lengthen(&publish, max: traits.topicAliasMaximum ?? 0),
            "\(clientID): topic alias \(sent.properties.topicAlias ?? 0)")
        guard let packetID = publish.packetID else {
            atMostOnceCount += 1
            note(publish)
            return
        }
        ledger.check(  // [MQTT-2.2.1-4]
            !receiving.contains(packetID),
            "\(clientID): identifier \(packetID.rawValue) came while it was unsettled")
        receiving.insert(packetID)
        ledger.check(  // [MQTT-3.3.4-9]
            receiving.count <= Int(traits.receiveMaximum ?? .max),
            "\(clientID): \(receiving.count) messages at a time")
        if publish.qos == .atLeastOnce {
            note(publish)
            owed.append(.puback(Acknowledgement(packetID: packetID)))
            return
        }
        if received.insert(packetID).inserted {
            note(publish)
        } else {
            ledger.check(
                publish.isDuplicate,
                "\(clientID): identifier \(packetID.rawValue) came anew before PUBREL")
        }
        owed.append(.pubrec(Acknowledgement(packetID: packetID)))
    }

    private func note(_ publish: Publish) {
        let text = String(decoding: publish.payload.prefix(24), as: UTF8.self)
        let wish = sharedWish(of: publish)
        trace.note(
            "\(clientID) receives \(text) \(publish.isDuplicate ? "DUP" : "")\(wish?.filter ?? "")")
        let receiver = Ledger.Receiver(
            clientID: clientID, session: sessionNumber, connection: connectionCount)
        if let wish {
            ledger.received(publish, by: receiver, sharing: wish, isResumed: isResumed)
        } else {
            ledger.received(
                publish, by: clientID, connection: connectionCount, isResumed: isResumed)
        }
    }

    /// The shared subscription by which a message came. MQTT 5 tells by the subscription
    /// identifier; older clients wish nothing else for the topic.
    private func sharedWish(of publish: Publish) -> Wish? {
        let identifiers = publish.properties.subscriptionIdentifiers
        return traits.wishes.first { wish in
            guard wish.isShared else { return false }
            return version == .v5
                ? identifiers.contains(wish.identifier) : wish.matches(publish.topic)
        }
    }

    // MARK: Acknowledgements from the broker

    private func settle(
        _ acknowledgement: Acknowledgement, _ qos: QoS, _ journals: JournalBooks
    ) {
        guard
            let place = unsettled.firstIndex(where: {
                $0.packetID == acknowledgement.packetID && $0.message.qos == qos
            })
        else {
            ledger.check(false, "\(clientID): an acknowledgement for nothing")
            return
        }
        let settled = unsettled.remove(at: place)
        if qos == .exactlyOnce {
            ledger.check(settled.isReleased, "\(clientID): PUBCOMP before PUBREC")
            if isKept { checkDurable(.completed(clientID, settled.packetID), journals) }
        } else {
            conclude(settled.message, acknowledgement.reasonCode, journals)
        }
    }

    private func release(_ acknowledgement: Acknowledgement, _ journals: JournalBooks) {
        guard
            let place = unsettled.firstIndex(where: {
                $0.packetID == acknowledgement.packetID && $0.message.qos == .exactlyOnce
                    && !$0.isReleased
            })
        else {
            ledger.check(false, "\(clientID): PUBREC for nothing")
            return
        }
        let message = unsettled[place].message
        if acknowledgement.reasonCode.isError {
            unsettled.remove(at: place)
        } else {
            unsettled[place].isReleased = true
            if isKept { checkDurable(.received(clientID, acknowledgement.packetID), journals) }
        }
        conclude(message, acknowledgement.reasonCode, journals)
        if !acknowledgement.reasonCode.isError {
            send(.pubrel(Acknowledgement(packetID: acknowledgement.packetID)))
        }
    }

    private func conclude(
        _ message: Message, _ reasonCode: ReasonCode, _ journals: JournalBooks
    ) {
        trace.note("\(clientID) is told \(reasonCode) of \(message.text)")
        if reasonCode.isError {
            ledger.check(
                reasonCode == .quotaExceeded && version == .v5,
                "\(message.text) was refused: \(reasonCode)")
            ledger.refused(message)
        } else {
            ledger.acknowledged(message, reasonCode)
            let isClearing = ledger.sendings[message]?.isClearing == true
            if isClearing {
                checkDurable(.cleared(message.topic), journals)
            } else if !ledger.mayHaveBeenPassedOn(message) {
                checkDurable(.message(message), journals)
            }
        }
    }

    private func checkDurable(_ fact: JournalBooks.Fact, _ journals: JournalBooks) {
        ledger.check(journals.isDurable(fact), "\(fact) was acknowledged before it was durable")
    }
}
