import MQTTPackets

/// What kind of client this is.
struct ClientTraits {
    let clientID: String
    var version = ProtocolVersion.v5
    /// Subscriptions it may hold; those it begins with are the first ones.
    var wishes: [Wish] = []
    var firstWishes = 0
    /// MQTT 5 only.
    var receiveMaximum: UInt16?
    /// MQTT 5 only; short, so that messages with padding do not fit.
    var packetBytesMax: UInt32?
    /// MQTT 5 only: uses topic aliases, and takes so many.
    var topicAliasMaximum: UInt16?
    /// Whether acknowledgements are sent some time later.
    var isSlowToAcknowledge = false
    /// A history tells it what to say; it only answers, and keeps what arrives.
    var isScripted = false
    /// How its sockets take bytes.
    var appetite = SimulatedConnection.Appetite.pieces
}
