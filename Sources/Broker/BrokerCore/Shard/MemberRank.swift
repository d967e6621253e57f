/// How well a member of a shared subscription can take a message; the first is best.
enum MemberRank: Int, Comparable {
    /// It goes out at once.
    case ready
    /// Connected, but messages wait before this one.
    case busy
    /// The message waits until the client returns.
    case away
    /// The queue is at its limit.
    case full
    /// QoS 0 to a client that does not read fast enough: it would be dropped.
    case choked
    /// QoS 0 to a client that is away: nothing is kept for it.
    case unreachable

    static func < (left: MemberRank, right: MemberRank) -> Bool { left.rawValue < right.rawValue }
}
