import SwiftASN1

/// A public key (RFC 5280 section 4.1.2.7).
package struct KeyFacts: Hashable, Sendable {
    /// The whole SubjectPublicKeyInfo: equal for equal keys.
    package let der: [UInt8]
    package let kind: KeyKind

    init(_ node: DERNode) throws(DERFault) {
        der = Array(node.bytes)
        var parts = try node.children(of: .sequence)
        var algorithm = try parts.required().children(of: .sequence)
        let objectID = try algorithm.required().objectID()
        let key = try parts.required()
        switch objectID {
        case "1.2.840.113549.1.1.1":
            kind = .rsa(bits: try Self.modulusBits(in: try key.bits()))
        case "1.2.840.10045.2.1":
            kind = try Self.curve(algorithm.next())
        case "1.3.101.112":
            kind = .ed25519
        default:
            kind = .other(objectID: objectID)
        }
    }

    private static func modulusBits(in key: ArraySlice<UInt8>) throws(DERFault) -> Int {
        var numbers = try DERNode(parsing: key).children(of: .sequence)
        let modulus = try numbers.required().octets(of: .integer).drop { $0 == 0 }
        guard let first = modulus.first else { return 0 }
        return modulus.count * 8 - first.leadingZeroBitCount
    }

    private static func curve(_ parameters: DERNode?) throws(DERFault) -> KeyKind {
        guard let parameters, parameters.identifier == .objectIdentifier else {
            return .explicitParameters
        }
        switch try parameters.objectID() {
        case "1.2.840.10045.3.1.7": return .p256
        case "1.3.132.0.34": return .p384
        case "1.3.132.0.35": return .p521
        case "1.3.132.0.10": return .secp256k1
        case let other: return .other(objectID: other)
        }
    }
}
