import SwiftASN1
import X509

/// How lists are signed, in the forms that DER and that the key want.
enum ListSignature {
    private static let known:
        [(identifier: ASN1ObjectIdentifier, algorithm: Certificate.SignatureAlgorithm)] = [
            ([1, 2, 840, 10_045, 4, 3, 2], .ecdsaWithSHA256),
            ([1, 2, 840, 10_045, 4, 3, 3], .ecdsaWithSHA384),
            ([1, 2, 840, 10_045, 4, 3, 4], .ecdsaWithSHA512),
            ([1, 2, 840, 113_549, 1, 1, 11], .sha256WithRSAEncryption),
            ([1, 2, 840, 113_549, 1, 1, 12], .sha384WithRSAEncryption),
            ([1, 2, 840, 113_549, 1, 1, 13], .sha512WithRSAEncryption),
            ([1, 3, 101, 112], .ed25519),
        ]

    /// The algorithm of an identifier, nil for those that nobody should use.
    static func algorithm(
        _ identifier: ASN1ObjectIdentifier
    ) -> Certificate.SignatureAlgorithm? {
        known.first { $0.identifier == identifier }?.algorithm
    }

    /// What fits the strength of the key.
    static func algorithm(for key: KeyKind) -> Certificate.SignatureAlgorithm {
        switch key {
        case .p256: .ecdsaWithSHA256
        case .p384: .ecdsaWithSHA384
        case .p521: .ecdsaWithSHA512
        case .ed25519: .ed25519
        case .rsa: .sha256WithRSAEncryption
        }
    }

    /// Writes the AlgorithmIdentifier; those of RSA have NULL for parameters, the others none.
    static func serialize(
        _ algorithm: Certificate.SignatureAlgorithm, into coder: inout DER.Serializer
    ) throws {
        guard let entry = known.first(where: { $0.algorithm == algorithm }) else {
            throw ListFault.algorithm
        }
        try coder.appendConstructedNode(identifier: .sequence) { parts in
            try parts.serialize(entry.identifier)
            switch algorithm {
            case .sha256WithRSAEncryption, .sha384WithRSAEncryption, .sha512WithRSAEncryption:
                try parts.serialize(ASN1Null())
            default: break
            }
        }
    }
}
