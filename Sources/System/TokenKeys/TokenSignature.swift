/// A way to sign; the token is given a digest and never hashes itself, for small ones cannot.
package enum TokenSignature: Hashable, Sendable {
    /// ECDSA; the signature comes as DER's SEQUENCE of two INTEGERs.
    case ecdsa
    /// RSASSA-PKCS1-v1_5 (RFC 8017).
    case rsaPKCS1(Digest)
    /// RSASSA-PSS with MGF1, same hash, salt of the hash's size, as TLS wants it.
    case rsaPSS(Digest)

    /// The hash that made the digest.
    package enum Digest: Hashable, Sendable {
        case sha256
        case sha384
        case sha512

        /// How many bytes it makes.
        package var byteCount: Int {
            switch self {
            case .sha256: 32
            case .sha384: 48
            case .sha512: 64
            }
        }

        /// What stands before the digest in DER's DigestInfo (RFC 8017 section 9.2, note 1).
        var prefix: [UInt8] {
            let (last, length): (UInt8, UInt8) =
                switch self {
                case .sha256: (1, 32)
                case .sha384: (2, 48)
                case .sha512: (3, 64)
                }
            return [
                0x30, 0x11 + length, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03,
                0x04, 0x02, last, 0x05, 0x00, 0x04, length,
            ]
        }
    }
}

extension TokenSignature: CustomStringConvertible {
    /// The name of the way to sign.
    package var description: String {
        switch self {
        case .ecdsa: "ECDSA"
        case .rsaPKCS1(let digest): "RSA PKCS #1 v1.5 and \(digest)"
        case .rsaPSS(let digest): "RSA-PSS and \(digest)"
        }
    }
}
