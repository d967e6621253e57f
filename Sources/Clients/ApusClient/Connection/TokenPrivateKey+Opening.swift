internal import Crypto
internal import CryptoExtras
internal import FaultCatalogue
internal import NIOSSL
internal import TokenKeys

extension TokenPrivateKey {
    /// Opens the key of a configuration whose key is in a token, and has it prove that it is the
    /// certificate's; nil for a key in a file.
    static func open(
        for configuration: TLSConfiguration?
    ) async throws(MQTTClientError) -> TokenPrivateKey? {
        guard let configuration, let address = configuration.privateKeyFile,
            TokenURI.isMeant(by: address)
        else { return nil }
        let shown = TokenURI.redacted(address)
        let key: TokenPrivateKey
        var isProof = true
        // What is wrong with the certificate's file is said where it is loaded.
        let certificate = configuration.certificateChainFile.flatMap(certificate)
        do throws(TokenFault) {
            key = TokenPrivateKey(key: try await TokenKey.sharedLater(at: address))
            if let certificate { isProof = try await key.isProof(of: certificate) }
        } catch {
            throw MQTTClientError(token: shown, error)
        }
        if !isProof {
            throw MQTTClientError.keyOfAnotherCertificate(
                address: shown, certificate: configuration.certificateChainFile ?? "")
        }
        return key
    }

    private static func certificate(_ path: String) -> NIOSSLCertificate? {
        guard case .success(let bytes) = SystemFile.read(path) else { return nil }
        return try? NIOSSLCertificate.fromPEMBytes(bytes).first  // see above
    }

    /// Whether what the token signs is what the certificate's public key verifies.
    private func isProof(of certificate: NIOSSLCertificate) async throws(TokenFault) -> Bool {
        // A public key that cannot be read is refused where the certificate is loaded.
        guard let encoded = try? certificate.extractPublicKey().toSPKIBytes() else { return true }
        if let own = key.publicKey, own.subjectPublicKeyInfo != encoded { return false }
        let text = Array("is this key the certificate's?".utf8)
        let digest: (kind: TokenSignature, bytes: [UInt8]) =
            switch key.kind {
            case .elliptic: (.ecdsa, Array(SHA256.hash(data: text)))
            case .rsa: (.rsaPKCS1(.sha256), Array(SHA256.hash(data: text)))
            }
        let key = key
        let result = await withCheckedContinuation { continuation in
            key.sign(digest.bytes, as: digest.kind) { continuation.resume(returning: $0) }
        }
        return Self.verifies(
            try result.get(), SHA256.hash(data: text), kind: key.kind, publicKey: encoded)
    }

    /// False also where key and certificate are of different kinds, which is no less a mismatch.
    private static func verifies(
        _ signature: [UInt8], _ digest: SHA256.Digest, kind: TokenKeyKind, publicKey: [UInt8]
    ) -> Bool {
        do {
            switch kind {
            case .elliptic(.p256):
                return try P256.Signing.PublicKey(derRepresentation: publicKey).isValidSignature(
                    P256.Signing.ECDSASignature(derRepresentation: signature), for: digest)
            case .elliptic(.p384):
                return try P384.Signing.PublicKey(derRepresentation: publicKey).isValidSignature(
                    P384.Signing.ECDSASignature(derRepresentation: signature), for: digest)
            case .elliptic(.p521):
                return try P521.Signing.PublicKey(derRepresentation: publicKey).isValidSignature(
                    P521.Signing.ECDSASignature(derRepresentation: signature), for: digest)
            case .rsa:
                return try _RSA.Signing.PublicKey(derRepresentation: publicKey).isValidSignature(
                    _RSA.Signing.RSASignature(rawRepresentation: signature), for: digest,
                    padding: .insecurePKCS1v1_5)
            }
        } catch {
            return false
        }
    }
}

extension MQTTClientError {
    /// What a token did not do.
    init(token address: String, _ fault: TokenFault) {
        self.init(
            key: address,
            Finding(
                .tokenUnavailable, .client,
                what: "the key '\(address)' cannot be used: \(fault.what)", cure: fault.cure))
    }

    fileprivate static func keyOfAnotherCertificate(
        address: String, certificate: String
    ) -> MQTTClientError {
        MQTTClientError(
            key: address,
            Finding(
                .keyOfAnotherCertificate, .client,
                what: "the key '\(address)' is not that of the certificate in '\(certificate)'",
                cure: "request a certificate for it: apus cert csr NAME --key '\(address)'"))
    }

    private init(key address: String, _ finding: Finding) {
        self = .file(
            path: address, purpose: .privateKey, reason: finding.what,
            because: Diagnosis(finding))
    }
}
