internal import NIOCore

/// What was seen of an attempt to connect, for its explanation should it fail.
struct ConnectionEvidence: Sendable {
    /// Who was reached; nil when nobody was.
    var peer: SocketAddress?
    /// The first certificate that the peer showed (DER).
    var certificate: [UInt8]?
    /// The first bytes that came over TCP.
    var firstBytes: [UInt8] = []
    /// The first bytes that came within TLS.
    var firstSecuredBytes: [UInt8] = []
    /// Whether the TLS handshake was completed: in TLS 1.3 refusals still come after it.
    var isSecured = false

    /// Enough for a status line or a banner.
    static let firstBytesMax = 256
}
