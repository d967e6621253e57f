/// A session of any shard that takes part in shared subscriptions. One for all its groups, so that
/// news of it cost the same however many those are.
final class Sharer {
    let address: SessionAddress
    let clientID: String
    /// As its shard told; sessions of this shard are asked themselves.
    var standing: MemberStanding
    /// Groups that it is a member of.
    var groupCount = 0

    init(_ member: ShareMember) {
        address = member.address
        clientID = member.clientID
        standing = member.standing
    }
}
