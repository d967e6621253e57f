/// One shared subscription and all its members, on whatever shard they are.
final class ShareGroup {
    /// As `$share/NAME/FILTER`: the same name with another filter is another group.
    let filter: [UInt8]
    let serial: UInt32
    private(set) var members: [ShareMember] = []
    private var positions: [SessionAddress: Int] = [:]
    /// Whose turn it is; may be past the last.
    private var turn: Int

    /// - Parameter firstTurn: differs from shard to shard, so that not all begin with the same
    ///   member.
    init(filter: [UInt8], serial: UInt32, firstTurn: Int) {
        self.filter = filter
        self.serial = serial
        turn = firstTurn
    }

    /// Where the search for the next receiver begins.
    var start: Int { members.isEmpty ? 0 : turn % members.count }

    /// The member there was served: the one behind it is next.
    func served(_ position: Int) { turn = position + 1 }

    /// The session's membership.
    func member(_ address: SessionAddress) -> ShareMember? {
        positions[address].map { members[$0] }
    }

    /// Adds a member, or replaces the one that its session has; true when it is new.
    func put(_ member: ShareMember) -> Bool {
        if let position = positions[member.address] {
            members[position] = member
            return false
        }
        positions[member.address] = members.count
        members.append(member)
        return true
    }

    /// Removes the session's membership, the last member takes its position; false when there was
    /// none.
    func remove(_ address: SessionAddress) -> Bool {
        guard let position = positions.removeValue(forKey: address) else { return false }
        let last = members.removeLast()
        if position < members.count {
            members[position] = last
            positions[last.address] = position
        }
        return true
    }

    /// Notes what a member's shard told of it.
    func setStanding(of address: SessionAddress, _ standing: MemberStanding) {
        if let position = positions[address] { members[position].standing = standing }
    }
}
