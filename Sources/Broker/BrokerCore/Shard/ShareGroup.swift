import MQTTTopics

/// One shared subscription and all its members, on whatever shard they are.
final class ShareGroup {
    /// One session's part in the group.
    struct Member {
        let sharer: Sharer
        /// Granted options and subscription identifier.
        let subscription: SubscriptionHit
    }

    /// As `$share/NAME/FILTER`: the same name with another filter is another group.
    let filter: [UInt8]
    /// Names the group between shards: 64 bits of a hash that is keyed anew in each process.
    let hash: Int
    private(set) var members: [Member] = []
    private var positions: [SessionAddress: Int] = [:]
    /// Whose turn it is; may be past the last.
    private var turn: Int

    /// - Parameter firstTurn: differs from shard to shard, so that not all begin with the same
    ///   member.
    init(filter: [UInt8], firstTurn: Int) {
        self.filter = filter
        hash = filter.hashValue
        turn = firstTurn
    }

    /// Where the search for the next receiver begins.
    var start: Int { members.isEmpty ? 0 : turn % members.count }

    /// The member there was served: the one behind it is next.
    func served(_ position: Int) { turn = position + 1 }

    /// The position of the session's membership.
    func position(of address: SessionAddress) -> Int? { positions[address] }

    /// Adds a member, or replaces the one that its session has; true when it is new.
    func put(_ member: Member) -> Bool {
        if let position = positions[member.sharer.address] {
            members[position] = member
            return false
        }
        positions[member.sharer.address] = members.count
        members.append(member)
        return true
    }

    /// Ends the session's membership, the last member takes its position; false when there was
    /// none.
    func remove(_ address: SessionAddress) -> Bool {
        guard let position = positions.removeValue(forKey: address) else { return false }
        let last = members.removeLast()
        if position < members.count {
            members[position] = last
            positions[last.sharer.address] = position
        }
        return true
    }
}
