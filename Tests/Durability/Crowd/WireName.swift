/// One connection of one member.
struct WireName: Hashable {
    let member: Int
    /// The how-manieth connection of the crowd.
    let number: Int
}
