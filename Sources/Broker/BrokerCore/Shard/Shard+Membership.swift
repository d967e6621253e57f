import MQTTPackets
import MQTTSessions
import MQTTTopics

/// Who takes part in which shared subscription: sessions of this shard, and what other shards tell
/// of theirs.
extension Shard {
    /// Makes the session a member of the group, or changes its membership; the other shards are
    /// told, and SUBACK must wait until they know.
    func join(
        _ filter: [UInt8], _ options: UInt8, _ identifier: UInt32, _ session: Session
    ) {
        let group = makeGroup(filter)
        tellStanding(of: session)
        let member = ShareMember(
            address: address(of: session), clientID: session.clientID,
            subscription: SubscriptionHit(
                subscriber: .session(session.slot), options: options, identifier: identifier),
            standing: session.toldStanding)
        if shareGroups.put(member, into: group) { session.sharedCount += 1 }
        session.hasShared = true
        tellOthers(.memberJoined(filter: filter, member))
        resumeStalled()
    }

    /// Ends the session's membership; what waits for it stays with it `[MQTT-3.10.4-3]`.
    func leave(_ filter: [UInt8], _ session: Session) {
        session.sharedCount -= 1
        if session.sharedCount == 0 { session.toldStanding = .atFirst }
        let address = address(of: session)
        remove(address, from: filter)
        tellOthers(.memberLeft(filter: filter, address))
    }

    /// Tells the other shards how the session stands, if that has changed.
    func tellStanding(of session: Session) {
        if shardCount == 1 { return }
        let standing = standing(of: session)
        if standing == session.toldStanding { return }
        session.toldStanding = standing
        tellOthers(.memberStanding(address(of: session), standing))
    }

    // MARK: What other shards tell

    /// A session of another shard is a member now.
    func takeMemberJoined(_ filter: [UInt8], _ member: ShareMember) {
        _ = shareGroups.put(member, into: makeGroup(filter))
        _ = shareGroups.setStanding(of: member.address, member.standing)
        resumeStalled()
    }

    /// A session of another shard is no member any more.
    func takeMemberLeft(_ filter: [UInt8], _ address: SessionAddress) {
        remove(address, from: filter)
    }

    /// A session of another shard came, went, or has more or less to do.
    func takeStanding(of address: SessionAddress, _ standing: MemberStanding) {
        if shareGroups.setStanding(of: address, standing) { resumeStalled() }
    }

    // MARK: Groups

    func makeGroup(_ filter: [UInt8]) -> ShareGroup {
        let (group, newPlace) = shareGroups.makeGroup(filter, firstTurn: index)
        if let newPlace {
            let start = TopicFilter.matchedStart(of: filter.span)
            _ = topics.value.insert(
                filter: filter.span.extracting(start..<filter.count),
                subscriber: .group(newPlace), options: QoS.exactlyOnce.rawValue, identifier: 0)
        }
        return group
    }

    private func remove(_ address: SessionAddress, from filter: [UInt8]) {
        if let place = shareGroups.remove(address, from: filter) {
            let start = TopicFilter.matchedStart(of: filter.span)
            _ = topics.value.remove(
                filter: filter.span.extracting(start..<filter.count), subscriber: .group(place))
        }
        resumeStalled()  // the full one may be out of the way
    }

    func address(of session: Session) -> SessionAddress {
        SessionAddress(
            shard: UInt32(index), slot: session.slot, generation: session.generation)
    }

    /// A session is busy from a number of waiting messages on until none waits: not every message
    /// of a slow client is to be news for all shards.
    private func standing(of session: Session) -> MemberStanding {
        guard let connection = session.connection else {
            return MemberStanding(isConnected: false, load: session.isFull ? .full : .ready)
        }
        let bytesMax = settings.limits.outboundBytesMax
        let isBusy =
            session.toldStanding.load == .ready
            ? session.hasQueued && session.queue.value.count >= Self.busyQueueCount
                || connection.outbound.count > bytesMax
            : session.hasQueued || connection.outbound.count > bytesMax / 2
        return MemberStanding(
            isConnected: true, load: session.isFull ? .full : isBusy ? .busy : .ready)
    }

    private static let busyQueueCount = 16
}
