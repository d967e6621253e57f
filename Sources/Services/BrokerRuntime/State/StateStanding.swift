/// What clients can read of how the broker's state is kept.
enum StateStanding: String {
    /// What is acknowledged is kept.
    case kept
    /// Nothing can be written: QoS 1 and 2 are not acknowledged, QoS 0 goes on.
    case failed
    /// `persistence false`: nothing outlives the broker.
    case off

    /// Where it is published, retained.
    static let topic = "$SYS/broker/store/state"
}
