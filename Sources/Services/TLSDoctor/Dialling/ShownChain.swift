import NIOSSL
import Synchronization

/// The certificates that the other side shows, kept for judgement.
final class ShownChain: Sendable {
    private let certificates = Mutex<[[UInt8]]>([])

    /// The certificates in DER, the other side's own first.
    var all: [[UInt8]] { certificates.withLock { $0 } }

    /// Keeps a chain; a certificate that NIOSSL cannot write again is left out.
    func keep(_ chain: [NIOSSLCertificate]) {
        let encoded = chain.compactMap { try? $0.toDERBytes() }
        certificates.withLock { $0 = encoded }
    }
}
