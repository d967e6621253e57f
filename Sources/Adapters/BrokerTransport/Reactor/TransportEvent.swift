package import BrokerCore

/// What the reactor tells of sockets, beside what its shard tells of packets.
package enum TransportEvent: Sendable {
    /// A socket was accepted.
    case accepted(peer: PeerAddress, listener: Int)
    /// The TLS handshake is done.
    case negotiated(peer: PeerAddress, version: String, cipher: String)
    /// The TLS handshake or a later record failed.
    case linkFailed(peer: PeerAccount, LinkFault)
    /// A listener's revocation list was renewed, or could not be.
    case trustChanged(TrustChange, listener: Int)
    /// A client that was let in may not stay; the shard tells of its end.
    case lapsed(LapsedClient)
    /// A client is refused, because another identifier is connected with its certificate.
    case certificateInUse(peer: PeerAccount, clientID: String, by: String)
    /// A socket was closed at once, because so many connections are open already.
    case tooManyConnections(peer: PeerAddress, listener: Int, max: Int)
    /// A socket was closed at once, because so many of its address await CONNECT already.
    case tooManyAwaitingConnect(peer: PeerAddress, listener: Int, max: Int)
    /// No file descriptor is left; accepting pauses.
    case descriptorsExhausted(listener: Int)
    /// An event of the shard, and whose connection it is about.
    case broker(BrokerEvent, peer: PeerAccount?)
}

/// Who is connecting, as the socket and its TLS know it.
package struct PeerIdentity: Sendable {
    package let address: PeerAddress
    /// The certificate that the peer proved to hold.
    package let certificate: PeerCertificate?
    /// The alternative name of the kind that the listener takes user names from.
    package let alternativeName: String?
    private let link: Link
    private let listener: Int

    init(link: Link, listener: Int, alternativeName: String?) {
        address = link.peer
        certificate = link.tls?.peerCertificate
        self.alternativeName = alternativeName
        self.link = link
        self.listener = listener
    }

    /// All that is known of the peer; to be asked while the connection is being judged.
    package var account: PeerAccount { link.account(listener: listener) }
}
