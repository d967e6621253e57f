/// What a peer said in a handshake, kept while that lasts, so that its failure can be explained.
final class HandshakeNotes {
    /// Room for any hello of today, those with post-quantum key shares included.
    static let helloBytesMax = 4_096
    /// Room for any chain that is not meant to exhaust us.
    static let shownBytesMax = 16_384

    /// The head of the peer's first record: five bytes, the first one highest.
    private let head: UInt64
    /// Its ClientHello.
    var hello: [UInt8] = []
    /// The certificates that it showed and that were refused: DER, one behind the other.
    var shown: [UInt8] = []

    /// - Parameter head: the first five bytes as one number.
    init(head: UInt64) { self.head = head }

    /// The first bytes of the connection.
    var opening: [UInt8] { (0..<5).map { UInt8(truncatingIfNeeded: head >> (32 - $0 * 8)) } }
}
