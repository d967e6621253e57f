import MQTTPackets
import NIOCore
import NIOSSL

/// One connection that is made to find something out.
struct Dial: Sendable {
    /// Where to.
    var address: SocketAddress
    /// Nil speaks plain TCP.
    var security: Security?
    /// What is said first.
    var opening: Opening
    /// How long the connection may take to stand, and then the conversation.
    var patience: TimeAmount

    /// How TLS is spoken.
    struct Security: Sendable {
        /// Versions, trust and our own certificate.
        var context: NIOSSLContext
        /// The name that is asked for (SNI), and checked where the chain is; nil for addresses.
        var serverName: String?
        /// Whether any chain will do: it is looked at, and nothing secret is said.
        var acceptsAnyChain: Bool
    }

    /// What is said first.
    enum Opening: Sendable {
        /// The connection itself is all that is wanted.
        case touch
        /// The handshake itself is all that is wanted.
        case nothing
        /// Bytes of another protocol.
        case bytes([UInt8])
        /// A client that asks to be let in.
        case connect(Connect)
    }
}
