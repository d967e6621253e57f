import CertificateJudgement
import FaultCatalogue
import NIOSSL

/// What the client brings, read once: for judging and for connecting.
struct LiveCredentials: Sendable {
    /// Whom the client trusts.
    var anchors: [CertificateFacts] = []
    /// The client's certificate and its intermediates.
    var chain: [CertificateFacts] = []
    /// The client's private key in DER.
    var key: [UInt8]?
    /// Where the client's authorities lie, for cures.
    var authoritiesPath: String?
    /// Whether the authorities are the system's, since the client names none.
    var trustsSystem = false

    /// Whether the client is a device with one cipher suite on one curve.
    var isDevice = false

    /// Whether the client has a certificate and its key.
    var hasIdentity: Bool { !chain.isEmpty && key != nil }

    /// A context that accepts or checks the broker's chain.
    /// - Parameter checks: whether the chain is verified against the anchors; a name is, then, too.
    func context(
        from minimum: NIOSSL.TLSVersion = .tlsv12, to maximum: NIOSSL.TLSVersion? = nil,
        checks: Bool, showsIdentity: Bool
    ) throws -> NIOSSLContext {
        var settings = TLSConfiguration.makeClientConfiguration()
        settings.minimumTLSVersion = minimum
        settings.maximumTLSVersion = maximum
        if isDevice, maximum == .tlsv12 {
            settings.cipherSuiteValues = [.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]
            settings.curves = [.secp256r1]
        }
        if !checks {
            // Whoever only looks takes what real clients may refuse, so as to see it.
            settings.verifySignatureAlgorithms = [
                .ecdsaSecp256R1Sha256, .ecdsaSecp384R1Sha384, .ecdsaSecp521R1Sha512, .ed25519,
                .rsaPssRsaeSha256, .rsaPssRsaeSha384, .rsaPssRsaeSha512, .rsaPkcs1Sha256,
                .rsaPkcs1Sha384, .rsaPkcs1Sha512, .rsaPkcs1Sha1, .ecdsaSha1,
            ]
        }
        settings.certificateVerification = checks ? .fullVerification : .noHostnameVerification
        if checks, !trustsSystem {
            settings.trustRoots = .certificates(
                try anchors.map { try NIOSSLCertificate(bytes: $0.der, format: .der) })
        }
        if showsIdentity, let key {
            settings.certificateChain = try chain.map {
                .certificate(try NIOSSLCertificate(bytes: $0.der, format: .der))
            }
            settings.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: key, format: .der))
        }
        return try NIOSSLContext(configuration: settings)
    }
}
