import MQTTPackets

/// What a subscriber may be sent, how often, with which flags and in which order.
extension Ledger {
    /// - Parameters:
    ///   - connection: the number of the client's connection.
    ///   - isResumed: whether the session is older than the connection.
    func received(
        _ publish: Publish, by clientID: String, connection: Int, isResumed: Bool
    ) {
        if publish.payload.isEmpty {
            takeClearing(publish, clientID, isResumed: isResumed)
            return
        }
        guard let message = Message(publish.payload) else {
            check(false, "\(clientID) received a payload that nobody sent")
            return
        }
        check(message.topic == publish.topic, "\(message.text) came under \(publish.topic)")
        guard let sending = sendings[message] else {
            check(false, "\(clientID) received \(message.text), which was never sent")
            return
        }
        check(
            !publish.isDuplicate || isResumed && publish.qos > .atMostOnce,
            "\(clientID) received \(message.text) with DUP that was not sent before")
        if publish.isRetained {
            takeRetained(message, publish, sending, clientID)
            return
        }
        let isCertain = checkWanted(message, publish, sending, clientID)
        let isFirst = countCopies(message, publish, sending, clientID, connection)
        // The copy that kept the place may have been lost before one that was sent again.
        let keepsItsPlace = !sending.mayComeLate && (sending.count == 1 || isCertain)
        if isFirst, keepsItsPlace { checkOrder(message, publish, clientID) }
    }

    private func takeRetained(
        _ message: Message, _ publish: Publish, _ sending: Sending, _ clientID: String
    ) {
        check(sending.isRetained, "\(message.text) was not published with RETAIN")
        receivedRetained[clientID, default: []].insert(message)
        let spans = interests[clientID]?.everMatching(message.topic) ?? []
        check(
            spans.contains {
                $0.wish.options.retainAsPublished || $0.wish.options.retainHandling != .doNotSend
            }, "\(clientID) did not ask for retained \(message.text)")
        let allowed = Set(spans.map(\.wish.identifier))
        check(
            allowed.isSuperset(of: publish.properties.subscriptionIdentifiers),
            "\(clientID) received \(message.text) with a foreign subscription identifier")
        check(
            publish.qos <= message.qos, "\(clientID) received \(message.text) at a higher QoS")
    }

    /// Whether every copy had to arrive.
    private func checkWanted(
        _ message: Message, _ publish: Publish, _ sending: Sending, _ clientID: String
    ) -> Bool {
        guard var wants = interests[clientID] else { return false }
        let possible = wants.possible(message, sentAt: sending.sentAt, at: clientID)
        let certain = wants.certain(message, sentAt: sending.sentAt, at: clientID)
        interests[clientID] = wants
        check(!possible.isEmpty, "\(clientID) received \(message.text) without a subscription")
        let highest = possible.map(\.wish.options.qos).max() ?? .atMostOnce
        let lowest = certain.map(\.wish.options.qos).max() ?? .atMostOnce
        check(  // [MQTT-3.8.4-8]
            publish.qos <= min(message.qos, highest) && publish.qos >= min(message.qos, lowest),
            "\(clientID) received \(message.text) at QoS \(publish.qos.rawValue)")
        let identifiers = publish.properties.subscriptionIdentifiers
        for identifier in Set(identifiers + certain.map(\.wish.identifier)) where identifier != 0 {
            // As often as it matches: several subscriptions may bear the same (section 3.3.4).
            let given = identifiers.count { $0 == identifier }
            check(
                given >= certain.count { $0.wish.identifier == identifier }
                    && given <= possible.count { $0.wish.identifier == identifier },
                "\(clientID) received \(message.text) with identifiers \(identifiers)")
        }
        check(
            !sending.isRetained || !certain.contains { $0.wish.options.retainAsPublished },
            "\(clientID) received \(message.text) without RETAIN")  // [MQTT-3.3.1-13]
        return lowest > .atMostOnce
    }

    /// Whether this is the first copy.
    private func countCopies(
        _ message: Message, _ publish: Publish, _ sending: Sending, _ clientID: String,
        _ connection: Int
    ) -> Bool {
        let count = (receivedCounts[clientID]?[message] ?? 0) + 1
        receivedCounts[clientID, default: [:]][message] = count
        if !publish.isDuplicate { freshCounts[clientID, default: [:]][message, default: 0] += 1 }
        // A QoS 1 message that its publisher sent again may be a new one [MQTT-4.3.2-5].
        // So may one that left before it was durable, and that the broker forgot: at QoS 0 or 1, or
        // at QoS 0 or 1 first; copies at QoS 2 are counted for themselves.
        let mayComeAnew = message.qos == .atLeastOnce || sending.isInDoubt
        let freshMax = mayComeAnew ? sending.count : 1
        check(
            freshCounts[clientID]?[message] ?? 0 <= freshMax,
            "\(clientID) received \(message.text) \(count) times without DUP")
        if message.qos == .exactlyOnce, publish.qos != .atLeastOnce, !sending.isInDoubt {
            check(count == 1, "\(clientID) received \(message.text) \(count) times")
        }
        if publish.qos == .exactlyOnce { countExactlyOnce(message, clientID) }
        checkPacketID(message, publish, sending, clientID)
        if count > 1, sending.count == 1 {
            check(
                lastConnection[clientID]?[message] != connection,
                "\(clientID) received \(message.text) again on the same connection")
        }
        lastConnection[clientID, default: [:]][message] = connection
        return count == 1
    }

    private func countExactlyOnce(_ message: Message, _ clientID: String) {
        let count = (exactlyOnceCounts[clientID]?[message] ?? 0) + 1
        exactlyOnceCounts[clientID, default: [:]][message] = count
        check(count == 1, "\(clientID) received \(message.text) \(count) times at QoS 2")
    }

    /// What is sent again bears its old identifier, also after the broker's end `[MQTT-4.4.0-1]`.
    private func checkPacketID(
        _ message: Message, _ publish: Publish, _ sending: Sending, _ clientID: String
    ) {
        guard let packetID = publish.packetID, sending.count == 1 else { return }
        let known = packetIDs[clientID, default: [:]].updateValue(packetID, forKey: message)
        if !publish.isDuplicate { return }
        check(
            known == nil || known == packetID,
            "\(clientID) received \(message.text) again as \(packetID.rawValue)")
    }

    func checkOrder(_ message: Message, _ publish: Publish, _ clientID: String) {
        let key =
            "\(clientID) \(message.publisher) \(message.topic) \(message.qos) \(publish.qos)"
        check(  // [MQTT-4.6.0-6]
            lastSequence[key, default: -1] < message.sequence,
            "\(clientID) received \(message.text) after \(lastSequence[key, default: -1])")
        lastSequence[key] = message.sequence
    }
}
