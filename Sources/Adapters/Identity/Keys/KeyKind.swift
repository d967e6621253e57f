import Crypto
import CryptoExtras
package import X509

/// Which kind of key signs or is certified.
package enum KeyKind: Hashable, Sendable {
    case p256
    case p384
    case p521
    case ed25519
    case rsa(bitCount: Int)

    /// The kind of a public key.
    package init(_ key: Certificate.PublicKey) {
        if P256.Signing.PublicKey(key) != nil {
            self = .p256
        } else if P384.Signing.PublicKey(key) != nil {
            self = .p384
        } else if P521.Signing.PublicKey(key) != nil {
            self = .p521
        } else if let rsa = _RSA.Signing.PublicKey(key) {
            self = .rsa(bitCount: rsa.keySizeInBits)
        } else {
            self = .ed25519
        }
    }

    /// The shortest RSA key that OpenSSL still loads at its usual security level.
    static let rsaBitsMin = 2_048

    /// Whether somebody could compute the private key, so that nobody may be certified with it.
    var isTooWeak: Bool {
        guard case .rsa(let bitCount) = self else { return false }
        return bitCount < Self.rsaBitsMin
    }
}
