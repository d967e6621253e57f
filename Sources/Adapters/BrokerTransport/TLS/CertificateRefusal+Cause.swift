internal import COpenSSL

extension CertificateRefusal {
    /// What verification found, in the classes that are cured alike.
    package enum Cause: Hashable, Sendable {
        case expired
        case notYetValid
        /// Nobody else vouches for the peer's own certificate, or it seems so.
        case selfSigned
        /// No authority that is trusted issued it.
        case issuerUnknown
        /// An authority of that name is trusted, but its key did not sign.
        case signatureWrong
        case purposeNotAllowed
        /// Its issuer may not issue.
        case issuerIsNoAuthority
        case constraintViolated
        case revoked
        /// The revocation list's time has not come, or has passed.
        case listStale
        /// There is no revocation list that speaks for the issuer.
        case listMissing
        case weak
        case other
    }

    /// Sorts the number.
    package var cause: Cause {
        switch code {
        case X509_V_ERR_CERT_HAS_EXPIRED: .expired
        case X509_V_ERR_CERT_NOT_YET_VALID: .notYetValid
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: .selfSigned
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_UNTRUSTED:
            .issuerUnknown
        case X509_V_ERR_CERT_SIGNATURE_FAILURE, X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE:
            .signatureWrong
        case X509_V_ERR_INVALID_PURPOSE, X509_V_ERR_CERT_REJECTED: .purposeNotAllowed
        case X509_V_ERR_INVALID_CA, X509_V_ERR_KEYUSAGE_NO_CERTSIGN: .issuerIsNoAuthority
        case X509_V_ERR_PATH_LENGTH_EXCEEDED, X509_V_ERR_PERMITTED_VIOLATION,
            X509_V_ERR_EXCLUDED_VIOLATION, X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION,
            X509_V_ERR_UNSUPPORTED_NAME_SYNTAX, X509_V_ERR_CERT_CHAIN_TOO_LONG:
            .constraintViolated
        case X509_V_ERR_CERT_REVOKED: .revoked
        case X509_V_ERR_CRL_HAS_EXPIRED, X509_V_ERR_CRL_NOT_YET_VALID: .listStale
        case X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER,
            X509_V_ERR_CRL_SIGNATURE_FAILURE, X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE:
            .listMissing
        case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL, X509_V_ERR_CA_MD_TOO_WEAK:
            .weak
        default: .other
        }
    }
}
