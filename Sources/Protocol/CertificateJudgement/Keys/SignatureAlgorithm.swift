import SwiftASN1

/// How a certificate or list was signed.
package enum SignatureAlgorithm: Hashable, Sendable {
    case rsa(SignatureDigest)
    /// With the salt as long as the digest, as everybody makes it.
    case rsaPSS(SignatureDigest)
    case ecdsa(SignatureDigest)
    case ed25519
    case other(objectID: String)

    init(_ node: DERNode) throws(DERFault) {
        var parts = try node.children(of: .sequence)
        let objectID = try parts.required().objectID()
        if objectID == "1.2.840.113549.1.1.10" {
            let digest = try parts.next().flatMap { node throws(DERFault) in
                try Self.saltedDigest(node)
            }
            self = digest.map { .rsaPSS($0) } ?? .other(objectID: objectID)
        } else {
            self = Self.known[objectID] ?? .other(objectID: objectID)
        }
    }

    /// The digest, where one is known.
    package var digest: SignatureDigest? {
        switch self {
        case .rsa(let digest), .rsaPSS(let digest), .ecdsa(let digest): digest
        case .ed25519, .other: nil
        }
    }

    /// As people name it: `ECDSA with SHA-256`.
    package var text: String {
        switch self {
        case .rsa(let digest): "RSA with \(digest.rawValue)"
        case .rsaPSS(let digest): "RSA-PSS with \(digest.rawValue)"
        case .ecdsa(let digest): "ECDSA with \(digest.rawValue)"
        case .ed25519: "Ed25519"
        case .other(let objectID): "signature of kind \(objectID)"
        }
    }

    /// The keys that can make it.
    var family: KeyFamily? {
        switch self {
        case .rsa, .rsaPSS: .rsa
        case .ecdsa: .ellipticCurve
        case .ed25519: .edwards
        case .other: nil
        }
    }

    private static let known: [String: SignatureAlgorithm] = [
        "1.2.840.113549.1.1.4": .rsa(.md5),
        "1.2.840.113549.1.1.5": .rsa(.sha1),
        "1.3.14.3.2.29": .rsa(.sha1),
        "1.2.840.113549.1.1.14": .rsa(.sha224),
        "1.2.840.113549.1.1.11": .rsa(.sha256),
        "1.2.840.113549.1.1.12": .rsa(.sha384),
        "1.2.840.113549.1.1.13": .rsa(.sha512),
        "1.2.840.10045.4.1": .ecdsa(.sha1),
        "1.2.840.10045.4.3.1": .ecdsa(.sha224),
        "1.2.840.10045.4.3.2": .ecdsa(.sha256),
        "1.2.840.10045.4.3.3": .ecdsa(.sha384),
        "1.2.840.10045.4.3.4": .ecdsa(.sha512),
        "1.3.101.112": .ed25519,
    ]

    /// Nil when the parameters (RFC 4055 section 3.1) are not those that everybody uses.
    private static func saltedDigest(_ node: DERNode) throws(DERFault) -> SignatureDigest? {
        var digest = SignatureDigest.sha1
        var maskDigest = SignatureDigest.sha1
        var saltByteCount = 20
        for field in try node.children(of: .sequence) {
            var inside = try field.children()
            let value = try inside.required()
            if field.isTagged(0) {
                guard let named = try Self.digest(value) else { return nil }
                digest = named
            } else if field.isTagged(1) {
                var mask = try value.children(of: .sequence)
                _ = try mask.required()
                guard let named = try Self.digest(try mask.required()) else { return nil }
                maskDigest = named
            } else if field.isTagged(2) {
                saltByteCount = try value.smallNumber()
            }
        }
        return maskDigest == digest && saltByteCount == digest.byteCount ? digest : nil
    }

    private static func digest(_ node: DERNode) throws(DERFault) -> SignatureDigest? {
        var parts = try node.children(of: .sequence)
        return SignatureDigest(objectID: try parts.required().objectID())
    }
}
