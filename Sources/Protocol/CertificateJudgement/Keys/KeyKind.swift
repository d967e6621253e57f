/// What a public key is, by algorithm and size or curve.
package enum KeyKind: Hashable, Sendable {
    case rsa(bits: Int)
    case p256
    case p384
    case p521
    case ed25519
    case secp256k1
    /// An elliptic curve that the key spells out; nearly nobody reads it.
    case explicitParameters
    /// Any other algorithm or curve.
    case other(objectID: String)

    /// As people name it: `RSA 2048`, `P-256`.
    package var text: String {
        switch self {
        case .rsa(let bits): "RSA \(bits)"
        case .p256: "P-256"
        case .p384: "P-384"
        case .p521: "P-521"
        case .ed25519: "Ed25519"
        case .secp256k1: "secp256k1"
        case .explicitParameters: "elliptic curve with explicit parameters"
        case .other(let objectID): "key of kind \(objectID)"
        }
    }

    /// Which signatures it makes.
    var family: KeyFamily? {
        switch self {
        case .rsa: .rsa
        case .p256, .p384, .p521, .secp256k1, .explicitParameters: .ellipticCurve
        case .ed25519: .edwards
        case .other: nil
        }
    }
}
