import Crypto
import SwiftASN1
import TokenKeys
import X509

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A key in a token, as certificates and requests are signed with it.
struct TokenSigningKey: CustomPrivateKey {
    private let key: TokenKey
    let publicKey: Certificate.PublicKey

    /// Opens the key of an address.
    init(address: String) throws(IdentityError) {
        let key: TokenKey
        let encoded: [UInt8]
        do throws(TokenFault) {
            key = try TokenKey.shared(at: address)
            encoded = try key.requirePublicKey().subjectPublicKeyInfo
        } catch {
            throw .token(address: TokenURI.redacted(address), error)
        }
        do {
            publicKey = try Certificate.PublicKey(derEncoded: encoded)
        } catch {
            throw .token(address: TokenURI.redacted(address), .keyKind(key.uri))
        }
        self.key = key
    }

    var defaultSignatureAlgorithm: Certificate.SignatureAlgorithm {
        switch key.kind {
        case .elliptic(.p256): .ecdsaWithSHA256
        case .elliptic(.p384): .ecdsaWithSHA384
        case .elliptic(.p521): .ecdsaWithSHA512
        case .rsa: .sha256WithRSAEncryption
        }
    }

    var supportedSignatureAlgorithms: [Certificate.SignatureAlgorithm] {
        switch key.kind {
        case .elliptic: [.ecdsaWithSHA256, .ecdsaWithSHA384, .ecdsaWithSHA512]
        case .rsa:
            [.sha256WithRSAEncryption, .sha384WithRSAEncryption, .sha512WithRSAEncryption]
        }
    }

    func signSynchronously(
        bytes: some DataProtocol, signatureAlgorithm: Certificate.SignatureAlgorithm
    ) throws -> Certificate.Signature {
        let isRSA = if case .rsa = key.kind { true } else { false }
        guard supportedSignatureAlgorithms.contains(signatureAlgorithm),
            let hash = Self.hash(of: signatureAlgorithm)
        else { throw fault(.signature(isRSA ? .rsaPKCS1(.sha256) : .ecdsa)) }
        let digest =
            switch hash {
            case .sha256: Array(SHA256.hash(data: bytes))
            case .sha384: Array(SHA384.hash(data: bytes))
            case .sha512: Array(SHA512.hash(data: bytes))
            }
        let signature: [UInt8]
        do throws(TokenFault) {
            signature = try key.sign(digest, as: isRSA ? .rsaPKCS1(hash) : .ecdsa)
        } catch {
            throw fault(error)
        }
        return try Certificate.Signature(
            signatureAlgorithm: signatureAlgorithm,
            signatureBytes: ASN1BitString(bytes: signature[...]))
    }

    static var defaultPEMDiscriminator: String { "PRIVATE KEY" }

    /// A key in a token has no text: that is what the token is for.
    func serializeAsPEM(discriminator: String) throws -> PEMDocument {
        throw fault(.publicKeyMissing(key.uri))
    }

    /// See `serializeAsPEM`.
    func serialize(into coder: inout DER.Serializer) throws {
        throw fault(.publicKeyMissing(key.uri))
    }

    static func == (left: TokenSigningKey, right: TokenSigningKey) -> Bool {
        left.publicKey == right.publicKey
    }

    func hash(into hasher: inout Hasher) { hasher.combine(publicKey) }

    private func fault(_ fault: TokenFault) -> IdentityError {
        .token(address: key.uri.description, fault)
    }

    private static func hash(
        of algorithm: Certificate.SignatureAlgorithm
    ) -> TokenSignature.Digest? {
        switch algorithm {
        case .ecdsaWithSHA256, .sha256WithRSAEncryption: .sha256
        case .ecdsaWithSHA384, .sha384WithRSAEncryption: .sha384
        case .ecdsaWithSHA512, .sha512WithRSAEncryption: .sha512
        default: nil
        }
    }
}
