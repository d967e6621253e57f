import MQTTPackets

/// What came of one connection.
struct DialResult: Sendable {
    /// Whether TCP stood.
    var isConnected = false
    /// Whether TLS stood, as far as this side saw it.
    var isSecured = false
    /// The first bytes of the other side, as they came over TCP.
    var firstBytes: [UInt8] = []
    /// What was said inside TLS, or in plain text, that is no MQTT.
    var strangeBytes: [UInt8] = []
    /// The certificates that it showed, its own first.
    var chain: [[UInt8]] = []
    /// Its answer to CONNECT.
    var greeting: ConnAck?
    /// Whether it answered PINGREQ, too.
    var isAlive = false
    /// Why it ended the connection, in MQTT 5's words.
    var farewell: ReasonCode?
    /// How it ended.
    var ending = Ending.none

    /// How a connection ended.
    enum Ending: Hashable, Sendable {
        /// By us, when we knew enough.
        case none
        /// Nobody listens there.
        case refused
        /// No way leads there, in the system's words.
        case unreachable(reason: String)
        /// The other side closed it without a word.
        case closed
        /// The other side broke it off.
        case reset
        /// Nothing more came in time.
        case silent
        /// The other side ended TLS with an alert.
        case alert(PeerAlert)
        /// Our side of TLS gave up, in the library's words.
        case tls(String)
    }

    /// Whether what came first is TLS: a handshake or an alert.
    var speaksTLS: Bool {
        guard firstBytes.count >= 3 else { return false }
        return (firstBytes[0] == 0x16 || firstBytes[0] == 0x15) && firstBytes[1] == 0x03
    }

    /// Whether the broker let the client in.
    var isAccepted: Bool { greeting?.reasonCode == .success }
}
