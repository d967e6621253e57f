import MQTTPackets

/// Empty payloads that clear a retained message: subscribers get them as any other, newcomers
/// never.
extension Ledger {
    func takeClearing(_ publish: Publish, _ clientID: String, isResumed: Bool) {
        guard let messages = clearings[publish.topic], var wants = interests[clientID] else {
            check(false, "\(clientID) received an empty payload that nobody sent")
            return
        }
        let possible = messages.flatMap { message in
            wants.possible(message, sentAt: sendings[message]?.sentAt ?? .max, at: clientID)
        }
        interests[clientID] = wants
        check(!possible.isEmpty, "\(clientID) received an empty payload without a subscription")
        check(  // [MQTT-3.3.1-10] never as a retained message of a new subscription
            !publish.isRetained || possible.contains { $0.wish.options.retainAsPublished },
            "\(clientID) received an empty retained message")
        check(
            !publish.isDuplicate || isResumed,
            "\(clientID) received an empty payload with DUP that was not sent before")
        var counts = clearingCounts[clientID]?[publish.topic] ?? (0, 0)
        counts.all += 1
        if !publish.isDuplicate { counts.fresh += 1 }
        clearingCounts[clientID, default: [:]][publish.topic] = counts
        let sentCount = messages.reduce(0) { sum, message in
            guard let sending = sendings[message] else { return sum }
            let mayComeAgain = message.qos == .atLeastOnce || sending.isInDoubt
            return sum + (mayComeAgain ? sending.count : 1)
        }
        check(
            counts.fresh <= sentCount,
            "\(clientID) received \(counts.fresh) empty payloads of \(sentCount)")
    }

    /// Every acknowledged clearing that a subscription wanted all the time has come.
    func checkNoClearingLost(for clientID: String) {
        guard var wants = interests[clientID] else { return }
        var wanted: [String: Int] = [:]
        for message in acknowledgedMessages {
            guard let sending = sendings[message], sending.isClearing else { continue }
            let certain = wants.certain(message, sentAt: sending.sentAt, at: clientID)
            if !certain.contains(where: { $0.wish.options.qos > .atMostOnce }) { continue }
            wanted[message.topic, default: 0] += 1
        }
        for topic in wanted.keys.sorted() {
            let count = clearingCounts[clientID]?[topic]?.all ?? 0
            let wantedCount = wanted[topic, default: 0]
            check(
                count >= wantedCount,
                "\(clientID) received \(count) of \(wantedCount) clearings of \(topic)")
        }
    }

    /// What a newcomer saw of the retained messages is what may be retained, and nothing cleared.
    func checkRetainedSeen(byNewcomer clientID: String) {
        checkRetainedSeen(by: clientID)
        let seen = receivedRetained[clientID] ?? []
        for candidates in retainedCandidates.values {
            check(
                candidates.contains(nil) || candidates.contains { $0.map(seen.contains) == true },
                "one of \(candidates) is retained")
        }
        for message in seen {
            check(
                retainedCandidates[message.topic]?.contains(message) == true,
                "\(message.text) is retained, which was cleared or replaced")
        }
    }
}
