import MQTTTopics

/// Every shared subscription of the broker, as one shard knows them.
final class ShareGroups {
    private var groups: [ShareGroup?] = []
    private var freePlaces: [UInt32] = []
    private var places: [[UInt8]: UInt32] = [:]
    private var placesByHash: [Int: UInt32] = [:]
    private var sharers: [SessionAddress: Sharer] = [:]
    /// Sessions on other shards whose queue is at its limit.
    private var fullElsewhere: Set<SessionAddress> = []
    /// Of `fullElsewhere`: every publication asks whether it is 0.
    private var fullElsewhereCount = 0

    /// How many there are.
    var count: Int { places.count }

    /// Whether a member on another shard may be unable to take a message.
    var hasFullMembersElsewhere: Bool { fullElsewhereCount > 0 }

    /// The group in that place, which the topic index holds.
    func group(at place: UInt32) -> ShareGroup? { groups[Int(place)] }

    /// The group of that filter, written in full.
    func group(of filter: [UInt8]) -> ShareGroup? { places[filter].flatMap { group(at: $0) } }

    /// The group that another shard names.
    func group(hash: Int) -> ShareGroup? { placesByHash[hash].flatMap { group(at: $0) } }

    /// The group of that filter, which is made when there is none yet, and then its place.
    func makeGroup(
        _ filter: [UInt8], firstTurn: Int
    ) -> (group: ShareGroup, newPlace: UInt32?) {
        if let group = group(of: filter) { return (group, nil) }
        let group = ShareGroup(filter: filter, firstTurn: firstTurn)
        let place: UInt32
        if let free = freePlaces.popLast() {
            place = free
            groups[Int(place)] = group
        } else {
            place = UInt32(groups.count)
            groups.append(group)
        }
        places[filter] = place
        placesByHash[group.hash] = place
        return (group, place)
    }

    /// Adds a member to the group, or replaces it; true when it is new.
    func put(_ member: ShareMember, into group: ShareGroup) -> Bool {
        let sharer = sharers[member.address] ?? Sharer(member)
        let isNew = group.put(
            ShareGroup.Member(sharer: sharer, subscription: member.subscription))
        if isNew {
            sharer.groupCount += 1
            sharers[member.address] = sharer
        }
        return isNew
    }

    /// Ends a membership; the place that the group had when that was its last member.
    func remove(_ address: SessionAddress, from filter: [UInt8]) -> UInt32? {
        guard let place = places[filter], let group = groups[Int(place)], group.remove(address)
        else { return nil }
        if let sharer = sharers[address] {
            sharer.groupCount -= 1
            if sharer.groupCount == 0 {
                sharers[address] = nil
                fullElsewhere.remove(address)
                fullElsewhereCount = fullElsewhere.count
            }
        }
        if !group.members.isEmpty { return nil }
        groups[Int(place)] = nil
        places[filter] = nil
        placesByHash[group.hash] = nil
        freePlaces.append(place)
        return place
    }

    /// Notes what another shard told of one of its sessions; whether it may take messages now that
    /// it could not take before.
    func setStanding(of address: SessionAddress, _ standing: MemberStanding) -> Bool {
        guard let sharer = sharers[address] else { return false }
        let old = sharer.standing
        sharer.standing = standing
        if standing.load == .full {
            fullElsewhere.insert(address)
        } else {
            fullElsewhere.remove(address)
        }
        fullElsewhereCount = fullElsewhere.count
        return old.load == .full || standing.isConnected && !old.isConnected
    }
}
