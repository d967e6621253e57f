/// A promise that a history shows broken.
enum Breach: String, CaseIterable {
    /// Acknowledged, and a subscriber that had its SUBACK before never got it.
    case lost
    /// QoS 2, and the application of a subscriber saw it twice.
    case duplicate
    /// QoS 1, received more often without DUP than it was published.
    case unexplainedRepeat
    /// First received after a later one of the same publisher, topic and QoS.
    case outOfOrder
    /// The retained message is older than the last that was acknowledged.
    case staleRetained
    /// A kept session was not there any more.
    case lostSession
    /// Not what was published: payload, topic or QoS.
    case wrongContent
    /// Another message under a packet identifier that was still in use.
    case takenPacketID
}
