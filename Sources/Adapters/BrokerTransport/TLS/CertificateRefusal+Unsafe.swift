internal import COpenSSL

extension CertificateRefusal {
    static let outOfMemory = CertificateRefusal(
        code: X509_V_ERR_OUT_OF_MEM, depth: 0, subject: "")

    /// OpenSSL's text for the number.
    package var reason: String {
        // Proof: the text is a constant of the library or a buffer of its own, ended with zero.
        unsafe String(cString: X509_verify_cert_error_string(Int(code)))
    }
}
