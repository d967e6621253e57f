internal import COpenSSL

extension OpenSSLError {
    /// What an error says of a handshake, as far as it says what to do.
    package enum Cause: Hashable, Sendable {
        /// The peer gave up, and sent this alert.
        case alert(UInt8)
        case noCommonVersion
        case noCommonCipher
        /// No group of key agreement is common.
        case noCommonGroup
        /// Our key makes no signature that the peer takes.
        case noCommonSignature
        /// The peer does not hold the key of the certificate that it shows.
        case signatureWrong
        /// Such as a chain of certificates without end.
        case messageTooLong
        /// A record was changed on its way, or its keys differ.
        case recordDamaged
        /// The bytes are no TLS that can be followed.
        case other
    }

    /// Sorts the error.
    package var cause: Cause {
        if let alert { return .alert(alert) }
        return switch reasonCode {
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_VERSION_TOO_LOW, SSL_R_NO_PROTOCOLS_AVAILABLE,
            SSL_R_UNKNOWN_PROTOCOL, SSL_R_INAPPROPRIATE_FALLBACK, SSL_R_BAD_LEGACY_VERSION:
            .noCommonVersion
        case SSL_R_NO_SHARED_CIPHER, SSL_R_NO_CIPHERS_AVAILABLE, SSL_R_NO_CIPHERS_SPECIFIED:
            .noCommonCipher
        case SSL_R_NO_SUITABLE_KEY_SHARE, SSL_R_NO_SUITABLE_GROUPS: .noCommonGroup
        case SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS,
            SSL_R_MISSING_SIGALGS_EXTENSION:
            .noCommonSignature
        case SSL_R_BAD_SIGNATURE, SSL_R_WRONG_SIGNATURE_TYPE, SSL_R_WRONG_SIGNATURE_LENGTH,
            SSL_R_WRONG_SIGNATURE_SIZE:
            .signatureWrong
        case SSL_R_EXCESSIVE_MESSAGE_SIZE: .messageTooLong
        case SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC, SSL_R_DIGEST_CHECK_FAILED,
            SSL_R_DECRYPTION_FAILED:
            .recordDamaged
        default: .other
        }
    }
}
