import MQTTPackets
import MQTTSessions
import MQTTTopics

/// Messages for shared subscriptions: one member of each group gets them (MQTT 5 section 4.8.2).
///
/// Whoever routes the message first chooses the member, wherever that lives; every shard knows all
/// members. So no two shards choose, and one publisher's messages go round exactly.
extension Shard {
    /// Members that are looked at for one message while none is ready: a group of thousands that
    /// are all away must not cost its publishers a look at each.
    private static let membersPerChoice = 64

    /// Hands the message to the member whose turn it is; answers the shard that it is to be staged
    /// for, as a bit.
    @inline(never)
    func share(
        _ publication: Publication, in bytes: Span<UInt8>, with group: ShareGroup,
        keeping stored: inout StoredMessage?
    ) -> UInt64 {
        let (position, rank) = choose(from: group, for: publication.qos)
        if rank == .unreachable { return 0 }
        return hand(
            publication, in: bytes, to: position, of: group, after: currentPoint, keeping: &stored)
    }

    /// Takes a message that another shard meant for one member here. If that has left meanwhile, a
    /// message that the journal keeps goes back, for the batch it belongs to waits for nobody but
    /// those asked; of others this shard chooses again, and answers the shard to stage it for. It
    /// cannot go in circles, because each choice is made after the news of the last leaving.
    func receive(
        _ publication: Publication, in bytes: Span<UInt8>, for addressee: ShareAddressee,
        keeping stored: inout StoredMessage?
    ) -> UInt64 {
        guard let group = shareGroups.group(hash: addressee.groupHash) else {
            return 0  // the last member is gone
        }
        let address = SessionAddress(
            shard: UInt32(index), slot: addressee.slot, generation: addressee.generation)
        if let position = group.position(of: address),
            rank(of: group.members[position], for: publication.qos) != .unreachable
        {
            deliver(
                publication, in: bytes, to: group.members[position], of: group,
                after: currentPoint, keeping: &stored)
            return 0
        }
        if journals, publication.qos > .atMostOnce {
            returnedGroups.append(addressee)
            return 0
        }
        return share(publication, in: bytes, with: group, keeping: &stored)
    }

    /// The client identifier of a full member, when nobody in the group can take the message: then
    /// its publisher must wait.
    func fullMember(of place: UInt32, for qos: QoS) -> String? {
        guard let group = shareGroups.group(at: place) else { return nil }
        let (position, rank) = choose(from: group, for: qos)
        if rank != .full { return nil }
        let member = group.members[position]
        if let session = session(of: member), makeRoom(in: session) { return nil }
        return member.sharer.clientID
    }

    /// The best member for a message of that quality; among equals the one whose turn is next. In a
    /// large group that is the best of the next ones, if any of those can take it.
    func choose(
        from group: ShareGroup, for qos: QoS
    ) -> (position: Int, rank: MemberRank) {
        var position = group.start
        var best = (position: position, rank: MemberRank.unreachable)
        for lookedAt in group.members.indices {
            let rank = rank(of: group.members[position], for: qos)
            if rank < best.rank { best = (position, rank) }
            if rank == .ready || lookedAt + 1 >= Self.membersPerChoice && best.rank <= .away {
                break
            }
            position += 1
            if position == group.members.count { position = 0 }
        }
        return best
    }

    /// Hands the message to that member; answers the shard that it is to be staged for, as a bit:
    /// see ``stageAddressed(_:in:for:)``.
    /// - Parameter point: what a message must wait for that waits for the journal.
    func hand(
        _ publication: Publication, in bytes: Span<UInt8>, to position: Int,
        of group: ShareGroup, after point: JournalPoint, keeping stored: inout StoredMessage?
    ) -> UInt64 {
        group.served(position)
        let member = group.members[position]
        let address = member.sharer.address
        let shard = Int(address.shard)
        if shard == index {
            deliver(
                publication, in: bytes, to: member, of: group, after: point, keeping: &stored)
            return 0
        }
        addressees[shard].append(
            ShareAddressee(
                slot: address.slot, generation: address.generation, groupHash: group.hash))
        return 1 << UInt64(shard)
    }

    /// Copies the publication once into the stage of every shard whose bit is set, for all members
    /// there that were chosen: a client may be in so many groups that a copy for each would fill
    /// our memory.
    func stageAddressed(_ publication: Publication, in bytes: Span<UInt8>, for shards: UInt64) {
        noteStaged(publication.qos, for: shards)
        var rest = shards
        while rest != 0 {
            let shard = rest.trailingZeroBitCount
            rest &= rest - 1
            PublicationRecord.append(
                publication, in: bytes, for: addressees[shard], to: &stages[shard])
            addressees[shard].removeAll(keepingCapacity: addressees[shard].count <= 64)
        }
    }

    private func rank(of member: ShareGroup.Member, for qos: QoS) -> MemberRank {
        let isAtMostOnce = min(qos, member.subscription.qos) == .atMostOnce
        guard Int(member.sharer.address.shard) == index else {
            return rank(of: member.sharer.standing, isAtMostOnce: isAtMostOnce)
        }
        guard let session = session(of: member) else { return .unreachable }
        guard let connection = session.connection else {
            return isAtMostOnce ? .unreachable : session.isFull ? .full : .away
        }
        if isAtMostOnce {
            return connection.outbound.count > settings.limits.outboundBytesMax ? .choked : .ready
        }
        return session.isFull ? .full : mayGoAtOnce(session, connection) ? .ready : .busy
    }

    private func rank(of standing: MemberStanding, isAtMostOnce: Bool) -> MemberRank {
        if isAtMostOnce {
            return !standing.isConnected ? .unreachable : standing.load == .ready ? .ready : .busy
        }
        return switch standing.load {
        case .full: .full
        case .busy: standing.isConnected ? .busy : .away
        case .ready: standing.isConnected ? .ready : .away
        }
    }

    /// The member's session, if it lives on this shard.
    private func session(of member: ShareGroup.Member) -> Session? {
        let address = member.sharer.address
        guard Int(address.shard) == index, let session = sessions[address.slot],
            session.generation == address.generation
        else { return nil }
        return session
    }

    /// Delivers to a member of this shard, with the QoS that it was granted `[MQTT-4.8.2-3]`.
    private func deliver(
        _ publication: Publication, in bytes: Span<UInt8>, to member: ShareGroup.Member,
        of group: ShareGroup, after point: JournalPoint, keeping stored: inout StoredMessage?
    ) {
        guard let session = session(of: member) else { return }
        let subscription = member.subscription
        let qos = min(publication.qos, subscription.qos)
        let isRetained = subscription.retainAsPublished && publication.isRetained
        // What expires may have waited for another member: it bears what is left [MQTT-3.3.2-6].
        if qos == .atMostOnce, subscription.identifier == 0, publication.deadline == nil,
            let connection = session.connection
        {
            sendAtMostOnce(publication, in: bytes, isRetained, to: connection, session)
            return
        }
        let message = stored ?? makeStored(publication, in: bytes)
        stored = message
        var delivery = Delivery(
            message: message, qos: qos, isRetained: isRetained,
            subscriptionIdentifiers: subscription.identifier == 0
                ? [] : [subscription.identifier],
            sharedFilter: qos == .atMostOnce ? [] : group.filter)
        if waitsForJournal(publication, qos) { delivery.point = point }
        deliver(delivery, to: session)
    }
}
