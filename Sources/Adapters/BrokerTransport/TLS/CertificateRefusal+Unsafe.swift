package import BrokerCore
internal import COpenSSL

extension CertificateRefusal {
    static let outOfMemory = CertificateRefusal(
        code: X509_V_ERR_OUT_OF_MEM, depth: 0, subject: "")

    /// The certificate's time is over.
    static func expired(_ names: PeerCertificate) -> CertificateRefusal {
        CertificateRefusal(code: X509_V_ERR_CERT_HAS_EXPIRED, depth: 0, subject: names.subject)
    }

    /// Whether it is the revocation list that is missing or out of date, and not the certificate.
    var isAboutList: Bool {
        switch code {
        case X509_V_ERR_CRL_HAS_EXPIRED, X509_V_ERR_CRL_NOT_YET_VALID, X509_V_ERR_UNABLE_TO_GET_CRL:
            true
        default: false
        }
    }

    /// What it means for a client that was let in before.
    package var lapse: Lapse {
        switch code {
        case X509_V_ERR_CERT_REVOKED: .certificateRevoked
        case X509_V_ERR_CERT_HAS_EXPIRED: .certificateExpired
        default: .certificateNotTrusted
        }
    }

    /// OpenSSL's text for the number.
    package var reason: String {
        // Proof: the text is a constant of the library or a buffer of its own, ended with zero.
        unsafe String(cString: X509_verify_cert_error_string(Int(code)))
    }
}
