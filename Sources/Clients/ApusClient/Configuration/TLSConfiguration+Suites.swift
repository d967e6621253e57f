internal import NIOSSL

extension TLSConfiguration {
    /// A cipher suite of TLS 1.2, by its name in IANA's registry; TLS 1.3 has suites of its own,
    /// which are always offered with it.
    public enum CipherSuite: String, Hashable, Sendable, CaseIterable {
        case ecdheECDSAAES128GCM = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
        case ecdheECDSAAES256GCM = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"
        case ecdheECDSAChaCha20 = "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
        case ecdheRSAAES128GCM = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
        case ecdheRSAAES256GCM = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
        case ecdheRSAChaCha20 = "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"

        /// NIOSSL's number of the suite.
        var nio: NIOTLSCipher {
            switch self {
            case .ecdheECDSAAES128GCM: .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
            case .ecdheECDSAAES256GCM: .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
            case .ecdheECDSAChaCha20: .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
            case .ecdheRSAAES128GCM: .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
            case .ecdheRSAAES256GCM: .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
            case .ecdheRSAChaCha20: .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
            }
        }
    }

    /// A group for the key agreement.
    public enum Group: String, Hashable, Sendable, CaseIterable {
        case x25519 = "X25519"
        case p256 = "P-256"
        case p384 = "P-384"
        case p521 = "P-521"

        /// NIOSSL's number of the group.
        var nio: NIOTLSCurve {
            switch self {
            case .x25519: .x25519
            case .p256: .secp256r1
            case .p384: .secp384r1
            case .p521: .secp521r1
            }
        }
    }

    /// A kind of device whose TLS is narrower than this library's.
    public enum DeviceProfile: String, Hashable, Sendable, CaseIterable {
        /// An ESP8266 with an ATECC508A or ATECC608: TLS 1.2, one suite, P-256.
        case esp8266
    }

    /// Offers what such a device offers, and nothing else.
    public mutating func limit(to profile: DeviceProfile) {
        switch profile {
        case .esp8266:
            minimumVersion = .v12
            maximumVersion = .v12
            cipherSuites = [.ecdheECDSAAES128GCM]
            groups = [.p256]
        }
    }
}
