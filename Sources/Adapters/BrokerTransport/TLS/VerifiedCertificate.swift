import Synchronization

/// A client's certificate that was found good, with what it takes to judge it again.
final class VerifiedCertificate: Sendable {
    /// Whom it names.
    let names: PeerCertificate
    /// All certificates that the client showed, its own first: DER, one behind the other.
    let encoded: [UInt8]
    private let standing: Mutex<Standing>

    /// What was found out last.
    struct Standing: Sendable {
        /// The trust that the chain was held against.
        let generation: UInt64
        /// When the finding holds, in seconds since 1970.
        let validity: Range<Int64>
    }

    init(names: PeerCertificate, encoded: [UInt8], standing: Standing) {
        self.names = names
        self.encoded = encoded
        self.standing = Mutex(standing)
    }

    /// Whether it may be remembered beyond its connection: a client may show certificates without
    /// end behind its own.
    var mayBeRemembered: Bool { encoded.count <= 8_192 }

    /// Whether the last finding still holds.
    func isGood(in generation: UInt64, at second: Int64) -> Bool {
        standing.withLock { standing in
            standing.generation == generation && standing.validity.contains(second)
        }
    }

    /// Notes a new finding.
    func confirm(_ new: Standing) { standing.withLock { $0 = new } }
}
