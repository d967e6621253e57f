import MQTTPackets

/// A client of a crowd: packets in, bytes out. Its session outlives its connections.
protocol Member: AnyObject {
    /// What it says first on each connection.
    var connect: Connect { get }
    /// Whether CONNACK of success has come on the present connection.
    var isWelcome: Bool { get }
    /// Bytes to be sent; whoever sends them empties it.
    var output: [UInt8] { get set }

    /// A packet came on the present connection.
    func take(_ packet: Packet, _ scene: inout Scene)
    /// There is no connection any more, or another one.
    func lose()
}

extension Member {
    /// Leaves a packet to be sent.
    func send(_ packet: Packet) { packet.encode(into: &output, version: connect.version) }

    /// A CONNECT for a session that ends only when the client says so.
    static func keptSession(_ clientID: String, _ version: ProtocolVersion) -> Connect {
        Connect(
            version: version, clientID: clientID, cleanStart: false,
            properties: version == .v5 ? [.sessionExpiryInterval(.max)] : [])
    }
}
