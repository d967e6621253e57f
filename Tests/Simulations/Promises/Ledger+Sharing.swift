import MQTTPackets

/// One member of each shared subscription gets a message (MQTT 5 section 4.8.2).
extension Ledger {
    /// Who received something.
    struct Receiver {
        let clientID: String
        /// Among the sessions of the client.
        let session: Int
        /// Among the connections of the client.
        let connection: Int
    }

    func received(
        _ publish: Publish, by receiver: Receiver, sharing wish: Wish, isResumed: Bool
    ) {
        let clientID = receiver.clientID
        check(
            !publish.isRetained, "\(clientID) received a retained message by \(wish.filter)")
        if publish.payload.isEmpty, clearings[publish.topic] != nil { return }
        guard let message = Message(publish.payload), let sending = sendings[message] else {
            check(false, "\(clientID) received by \(wish.filter) what was never sent")
            return
        }
        check(message.topic == publish.topic, "\(message.text) came under \(publish.topic)")
        check(
            !publish.isDuplicate || isResumed && publish.qos > .atMostOnce,
            "\(clientID) received \(message.text) with DUP that was not sent before")
        check(  // [MQTT-4.8.2-3]
            publish.qos == min(message.qos, wish.options.qos),
            "\(clientID) received \(message.text) at QoS \(publish.qos.rawValue)")
        let identifiers = publish.properties.subscriptionIdentifiers
        check(
            identifiers == (wish.identifier == 0 ? [] : [wish.identifier]),
            "\(clientID) received \(message.text) with identifiers \(identifiers)")
        check(
            memberships(wish.filter).contains {
                $0.clientID == clientID && $0.span.wish == wish
                    && ($0.span.endedAt ?? .max) >= sending.sentAt
            }, "\(clientID) received \(message.text) without being a member of \(wish.filter)")
        let isFirst = note(publish, message, sending, receiver, wish.filter)
        checkShared(message, sending, wish.filter)
        let keepsItsPlace =
            !sending.mayComeLate && sending.count == 1 && publish.qos > .atMostOnce
            && !mayHavePassedOn(wish.filter, since: sending.newsKnownUntil)
        if isFirst, keepsItsPlace {
            checkOrder(
                message, publish, "\(clientID) session \(receiver.session) by \(wish.filter)")
        }
    }

    /// Whether this is the first copy in this session.
    private func note(
        _ publish: Publish, _ message: Message, _ sending: Sending, _ receiver: Receiver,
        _ filter: String
    ) -> Bool {
        var receipts = sharedReceipts[filter]?[message] ?? []
        defer { sharedReceipts[filter, default: [:]][message] = receipts }
        let known = receipts.firstIndex {
            $0.clientID == receiver.clientID && $0.session == receiver.session
        }
        guard let known else {
            receipts.append(
                SharedReceipt(
                    clientID: receiver.clientID, session: receiver.session, qos: publish.qos,
                    freshCount: publish.isDuplicate ? 0 : 1, connection: receiver.connection))
            return true
        }
        check(
            publish.qos == .atLeastOnce || message.qos == .atLeastOnce && sending.count > 1
                || publish.qos == .atMostOnce && sending.isInDoubt && sending.count > 1,
            "\(receiver.clientID) received \(message.text) again by \(filter)")
        check(
            receipts[known].connection != receiver.connection || sending.count > 1,
            "\(receiver.clientID) received \(message.text) again on the same connection")
        receipts[known].connection = receiver.connection
        if !publish.isDuplicate { receipts[known].freshCount += 1 }
        return false
    }

    /// A message is held by one session; only when that has ended, and only at QoS 1, it may go
    /// to another `[MQTT-4.8.2-5]`.
    private func checkShared(_ message: Message, _ sending: Sending, _ filter: String) {
        let receipts = sharedReceipts[filter]?[message] ?? []
        let held = receipts.filter { !isOver($0) || $0.qos != .atLeastOnce }
        // Whoever was handed what a crash took back is not asked to return it.
        let again = sending.crashCount + sending.count
        let max = message.qos == .atLeastOnce || sending.crashCount > 0 ? again : 1
        check(
            receipts.count { $0.qos == .exactlyOnce } <= 1,
            "\(message.text) came by \(filter) to several at QoS 2")
        check(
            held.reduce(0) { $0 + $1.heldCount } <= max,
            "\(message.text) came by \(filter) to "
                + held.map { "\($0.clientID) (session \($0.session))" }.joined(separator: ", "))
    }

    private func isOver(_ receipt: SharedReceipt) -> Bool {
        receipt.session < interests[receipt.clientID]?.sessionNumber ?? 0
    }

    /// Whether a member may have left with the message, or before it arrived there: a shard that
    /// did not know yet that the member had left still sent it the message. A member at QoS 0 has
    /// left whenever its connection ends.
    private func mayHavePassedOn(_ filter: String, since moment: Int) -> Bool {
        memberships(filter).contains {
            $0.span.endAskedAt != nil && ($0.span.endedAt ?? .max) >= moment
                || $0.span.wish.options.qos == .atMostOnce
                || interests[$0.clientID]?.mayHaveEndedSession(since: moment) == true
        }
    }

    private func memberships(_ filter: String) -> [(clientID: String, span: Interests.Span)] {
        interests.keys.sorted().flatMap { clientID in
            (interests[clientID]?.memberships(filter) ?? []).map { (clientID, $0) }
        }
    }

    /// Whether the message may be written once more, for a member other than the first.
    func mayHaveBeenPassedOn(_ message: Message) -> Bool {
        guard let sending = sendings[message] else { return false }
        return sharedFilters(matching: message.topic).contains {
            mayHavePassedOn($0, since: sending.newsKnownUntil)
        }
    }

    // MARK: Nothing is lost

    /// A broker that knows of no subscriber must not know of a group either.
    func checkNoGroup(_ message: Message, _ sending: Sending) {
        for filter in sharedFilters(matching: message.topic)
        where memberships(filter).contains(where: {
            $0.span.endAskedAt == nil && ($0.span.grantedAt ?? .max) <= sending.sentAt
        }) {
            check(false, "\(message.text): no subscribers, but \(filter) has a member")
        }
    }

    /// Every acknowledged message came by every group that had members all the time.
    func checkNothingLostByGroups() {
        var missing: [String] = []
        for message in acknowledgedMessages {
            guard let sending = sendings[message], !sending.isClearing else { continue }
            for filter in sharedFilters(matching: message.topic)
            where isCertain(message, sending, of: filter) {
                certainSharedCount += 1
                if sharedReceipts[filter]?[message] == nil {
                    missing.append("\(message.text) by \(filter)")
                }
            }
        }
        check(
            missing.count <= sharedDroppedCount,
            "nobody received \(missing.joined(separator: ", ")); \(sharedDroppedCount) dropped")
        for (message, sending) in sendings where sending.isRefused && sending.count == 1 {
            check(
                !sharedReceipts.values.contains { $0[message] != nil },
                "\(message.text) was received by a group although it was refused")
        }
    }

    /// Whether some member must have received the message: since it was sent the group was never
    /// without one, and nobody in it may lose it.
    private func isCertain(_ message: Message, _ sending: Sending, of filter: String) -> Bool {
        let members = memberships(filter)
        let possible = members.filter { ($0.span.endedAt ?? .max) >= sending.sentAt }
        let mayLose = possible.contains { clientID, span in
            if sending.crashCount > 0, !span.isKept { return true }  // gone with the broker
            switch span.wish.options.qos {
            case .atMostOnce: return true
            case .atLeastOnce: break
            case .exactlyOnce:
                // What was sent to a session that ended goes to nobody else.
                if message.qos == .exactlyOnce,
                    interests[clientID]?.mayHaveEndedSession(since: sending.sentAt) == true
                {
                    return true
                }
            }
            return sending.isLong && shortPacketClients.contains(clientID)
        }
        if mayLose { return false }
        var coveredUntil = sending.sentAt
        while let span = members.map(\.span).first(where: {
            $0.grantedAt ?? .max <= coveredUntil && $0.endAskedAt ?? .max > coveredUntil
        }) {
            guard let end = span.endAskedAt else { return true }
            coveredUntil = end
        }
        return false
    }

    private func sharedFilters(matching topic: String) -> [String] {
        if let known = sharedFiltersByTopic[topic] { return known }
        let wishes = Set(sharedWishes.filter { $0.matches(topic) }.map(\.filter))
        sharedFiltersByTopic[topic] = wishes.sorted()
        return wishes.sorted()
    }
}
