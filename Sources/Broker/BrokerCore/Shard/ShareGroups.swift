/// Every shared subscription of the broker, as one shard knows them.
struct ShareGroups {
    private var groups: [ShareGroup?] = []
    private var freePlaces: [UInt32] = []
    private var places: [[UInt8]: UInt32] = [:]
    /// The groups that each session is a member of.
    private var memberships: [SessionAddress: Set<UInt32>] = [:]
    /// Members on other shards whose queue is at its limit.
    private var fullElsewhere: Set<SessionAddress> = []
    private var lastSerial: UInt32 = 0

    /// Whether a member on another shard may be unable to take a message.
    var hasFullMembersElsewhere: Bool { !fullElsewhere.isEmpty }

    /// The group in that place.
    func group(at place: UInt32) -> ShareGroup? {
        Int(place) < groups.count ? groups[Int(place)] : nil
    }

    /// The group of that filter, written in full.
    func group(of filter: [UInt8]) -> ShareGroup? {
        places[filter].flatMap { group(at: $0) }
    }

    /// The place of the filter's group, which is made when there is none yet.
    mutating func makeGroup(
        _ filter: [UInt8], firstTurn: Int
    ) -> (name: ShareGroupName, isNew: Bool) {
        if let place = places[filter], let group = groups[Int(place)] {
            return (ShareGroupName(place: place, serial: group.serial), false)
        }
        lastSerial &+= 1
        let group = ShareGroup(filter: filter, serial: lastSerial, firstTurn: firstTurn)
        let place: UInt32
        if let free = freePlaces.popLast() {
            place = free
            groups[Int(place)] = group
        } else {
            place = UInt32(groups.count)
            groups.append(group)
        }
        places[filter] = place
        return (ShareGroupName(place: place, serial: lastSerial), true)
    }

    /// Adds a member to the group in that place, or replaces it; true when it is new.
    mutating func put(_ member: ShareMember, into place: UInt32) -> Bool {
        guard let group = group(at: place) else { return false }
        memberships[member.address, default: []].insert(place)
        return group.put(member)
    }

    /// Ends a membership; the place of the group when that was its last one, and the group is gone.
    mutating func remove(_ address: SessionAddress, from filter: [UInt8]) -> UInt32? {
        guard let place = places[filter], let group = groups[Int(place)], group.remove(address)
        else { return nil }
        memberships[address]?.remove(place)
        if memberships[address]?.isEmpty == true {
            memberships[address] = nil
            fullElsewhere.remove(address)
        }
        if !group.members.isEmpty { return nil }
        groups[Int(place)] = nil
        places[filter] = nil
        freePlaces.append(place)
        return place
    }

    /// Notes what another shard told of one of its sessions.
    mutating func setStanding(of address: SessionAddress, _ standing: MemberStanding) {
        guard let places = memberships[address] else { return }
        for place in places { groups[Int(place)]?.setStanding(of: address, standing) }
        if standing.load == .full {
            fullElsewhere.insert(address)
        } else {
            fullElsewhere.remove(address)
        }
    }
}
