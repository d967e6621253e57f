import Crypto
import CryptoExtras
package import X509

/// The kinds of keys that Apus makes.
package enum KeyType: String, CaseIterable, Sendable {
    /// What every TLS library, every small board and every secure element knows.
    case p256
    case rsa2048
    case rsa3072
    case rsa4096

    /// A new key of this kind, from the system's random source.
    package func makeKey() throws(IdentityError) -> Certificate.PrivateKey {
        guard let bitCount else { return CertificateAuthority.makeKey() }
        do {
            let size = _RSA.Signing.KeySize(bitCount: bitCount)
            return Certificate.PrivateKey(try _RSA.Signing.PrivateKey(keySize: size))
        } catch {
            throw .keyNotMade(self)
        }
    }

    /// The kind of new key that resembles an old one; P-256 in place of what we do not make.
    init(like publicKey: Certificate.PublicKey) {
        guard case .rsa(let bitCount) = KeyKind(publicKey) else {
            self = .p256
            return
        }
        self = Self.allCases.first { $0.bitCount == bitCount } ?? .rsa2048
    }

    private var bitCount: Int? {
        switch self {
        case .p256: nil
        case .rsa2048: 2_048
        case .rsa3072: 3_072
        case .rsa4096: 4_096
        }
    }
}
