/// The public half of a key in a token.
package enum TokenPublicKey: Hashable, Sendable {
    /// A point, uncompressed (`04 || x || y`).
    case elliptic(Curve, point: [UInt8])
    /// Both numbers without leading zeros.
    case rsa(modulus: [UInt8], exponent: [UInt8])

    /// A curve that certificates are made for.
    package enum Curve: CaseIterable, Hashable, Sendable {
        case p256
        case p384
        case p521

        /// How many bytes a coordinate has.
        package var byteCount: Int {
            switch self {
            case .p256: 32
            case .p384: 48
            case .p521: 66
            }
        }

        /// The curve's name as DER's OBJECT IDENTIFIER, which is also CKA_EC_PARAMS.
        var parameters: [UInt8] {
            switch self {
            case .p256: [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
            case .p384: [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22]
            case .p521: [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x23]
            }
        }
    }

    /// The key as certificates hold it: SubjectPublicKeyInfo in DER (RFC 5280 section 4.1.2.7).
    package var subjectPublicKeyInfo: [UInt8] {
        switch self {
        case .elliptic(let curve, let point):
            let ecPublicKey: [UInt8] = [0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]
            let algorithm = DERBytes.sequence(ecPublicKey + curve.parameters)
            return DERBytes.sequence(algorithm + DERBytes.bitString(point))
        case .rsa(let modulus, let exponent):
            let rsaEncryption: [UInt8] = [
                0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
            ]
            let key = DERBytes.sequence(DERBytes.integer(modulus) + DERBytes.integer(exponent))
            return DERBytes.sequence(DERBytes.sequence(rsaEncryption) + DERBytes.bitString(key))
        }
    }
}
