import Synchronization

/// A client's certificate that was found good, with what it takes to judge it again.
final class VerifiedCertificate: Sendable {
    /// Whom it names.
    let names: PeerCertificate
    /// All certificates that the client showed, its own first: DER, one behind the other, and no
    /// more than a session takes (`HandshakeNotes.shownBytesMax`).
    let encoded: [UInt8]
    private let standing: Mutex<Standing>

    /// What was found out last.
    struct Standing: Sendable {
        /// The trust that the chain was held against.
        let generation: UInt64
        /// When the finding holds, in seconds since 1970.
        let validity: Range<Int64>
        /// When the first certificate of its chain expires.
        let expires: Int64
    }

    init(names: PeerCertificate, encoded: [UInt8], standing: Standing) {
        self.names = names
        self.encoded = encoded
        self.standing = Mutex(standing)
    }

    /// Whether it may be remembered beyond its connection: a client may show much behind its own
    /// certificate.
    var mayBeRemembered: Bool { encoded.count <= 8_192 }

    /// Whether the last finding still holds.
    func isGood(in generation: UInt64, at second: Int64) -> Bool {
        standing.withLock { standing in
            standing.generation == generation && standing.validity.contains(second)
        }
    }

    /// When the first certificate of its chain expires, in seconds since 1970.
    var expires: Int64 { standing.withLock { $0.expires } }

    /// Its own part of what the client showed.
    var own: ArraySlice<UInt8> {
        // DER: a tag, a length in one byte or in as many as the first one says, the content.
        guard encoded.count >= 2 else { return encoded[...] }
        let count = encoded[1] < 0x80 ? 0 : Int(encoded[1] & 0x7F)
        guard count <= 3, encoded.count >= 2 + count else { return encoded[...] }
        let length =
            count == 0
            ? Int(encoded[1]) : encoded[2..<2 + count].reduce(0) { $0 << 8 | Int($1) }
        return encoded.prefix(2 + count + length)
    }

    /// Notes a new finding.
    func confirm(_ new: Standing) { standing.withLock { $0 = new } }
}
