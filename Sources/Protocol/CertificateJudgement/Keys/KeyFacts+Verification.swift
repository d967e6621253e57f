import Crypto
import CryptoExtras

extension KeyFacts {
    /// Whether this key made the signature.
    package func verdict(on signature: SignatureFacts) -> SignatureVerdict {
        if let mine = kind.family, let other = signature.algorithm.family, mine != other {
            return .invalid
        }
        switch signature.algorithm {
        case .ed25519:
            return edwardsVerdict(on: signature)
        case .rsa(let digest), .rsaPSS(let digest), .ecdsa(let digest):
            switch digest {
            case .sha1: return verdict(on: signature, Insecure.SHA1.hash(data: signature.signed))
            case .sha256: return verdict(on: signature, SHA256.hash(data: signature.signed))
            case .sha384: return verdict(on: signature, SHA384.hash(data: signature.signed))
            case .sha512: return verdict(on: signature, SHA512.hash(data: signature.signed))
            case .md5, .sha224: return .unknown
            }
        case .other:
            return .unknown
        }
    }

    private func verdict(on signature: SignatureFacts, _ digest: some Digest) -> SignatureVerdict {
        do {
            switch kind {
            case .rsa:
                let key = try _RSA.Signing.PublicKey(unsafeDERRepresentation: der)
                let isPSS = if case .rsaPSS = signature.algorithm { true } else { false }
                return SignatureVerdict(
                    key.isValidSignature(
                        _RSA.Signing.RSASignature(rawRepresentation: signature.value), for: digest,
                        padding: isPSS ? .PSS : .insecurePKCS1v1_5))
            case .p256:
                let key = try P256.Signing.PublicKey(derRepresentation: der)
                // Nil: not of this curve's size or no signature at all, so not this key's.
                let value = try? P256.Signing.ECDSASignature(derRepresentation: signature.value)
                return SignatureVerdict(
                    value.map { key.isValidSignature($0, for: digest) } ?? false)
            case .p384:
                let key = try P384.Signing.PublicKey(derRepresentation: der)
                // Nil: as above.
                let value = try? P384.Signing.ECDSASignature(derRepresentation: signature.value)
                return SignatureVerdict(
                    value.map { key.isValidSignature($0, for: digest) } ?? false)
            case .p521:
                let key = try P521.Signing.PublicKey(derRepresentation: der)
                // Nil: as above.
                let value = try? P521.Signing.ECDSASignature(derRepresentation: signature.value)
                return SignatureVerdict(
                    value.map { key.isValidSignature($0, for: digest) } ?? false)
            case .ed25519, .secp256k1, .explicitParameters, .other:
                return .unknown
            }
        } catch {
            // A key in a form that this library does not read.
            return .unknown
        }
    }

    private func edwardsVerdict(on signature: SignatureFacts) -> SignatureVerdict {
        do {
            let key = try Curve25519.Signing.PublicKey(derRepresentation: der)
            return SignatureVerdict(key.isValidSignature(signature.value, for: signature.signed))
        } catch {
            // As above.
            return .unknown
        }
    }
}
