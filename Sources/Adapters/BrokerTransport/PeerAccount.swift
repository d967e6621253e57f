/// Who is at the other end of a connection, as far as it is known when it must be told.
package struct PeerAccount: Sendable {
    /// Where it comes from.
    package let address: PeerAddress
    /// What its TLS knows; nil on a plain connection, and where nobody needs it.
    package let details: Details?

    /// Knows where somebody comes from, and perhaps more.
    package init(address: PeerAddress, details: Details? = nil) {
        self.address = address
        self.details = details
    }

    /// What is known of the peer of a TLS connection.
    package final class Details: Sendable {
        /// The listener, as a place in the settings.
        package let listener: Int
        /// With what this listener shook hands.
        package let context: TLSContext
        /// The address by which the peer reached this host; nil where there is none.
        package let localAddress: String?
        /// The first bytes it sent in a handshake that failed: five, or none.
        package let opening: [UInt8]
        /// What it offered in a handshake that failed.
        package let hello: ClientHello?
        /// The name by which it asked for this broker (RFC 6066 section 3).
        package let serverName: String?
        /// The certificates it showed, DER, its own first: those of a good handshake or those that
        /// were refused.
        package let certificates: [[UInt8]]

        /// Keeps all of it.
        init(
            listener: Int, context: TLSContext, localAddress: String?, opening: [UInt8],
            hello: ClientHello?, serverName: String?, certificates: [[UInt8]]
        ) {
            self.listener = listener
            self.context = context
            self.localAddress = localAddress
            self.opening = opening
            self.hello = hello
            self.serverName = serverName ?? hello?.serverName
            self.certificates = certificates
        }
    }
}
