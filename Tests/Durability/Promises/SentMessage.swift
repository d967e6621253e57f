import MQTTPackets

/// What the ledger remembers of a message that was published with QoS 1 or 2.
struct SentMessage {
    /// What the broker has said of it.
    enum Fate {
        case open
        /// PUBACK or PUBREC of success was seen.
        case acknowledged
        /// An error was seen instead.
        case refused
    }

    let lane: Lane
    let qos: QoS
    let payloadBytes: Int
    var fate = Fate.open
    /// How often it was sent; more than once with DUP.
    var publishCount: UInt8 = 1
}
