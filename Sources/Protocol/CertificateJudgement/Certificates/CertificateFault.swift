/// Why bytes are no certificate and no revocation list.
package enum CertificateFault: Error, Hashable, Sendable {
    /// Not the DER of a certificate.
    case notCertificate(offset: Int)
    /// Not the DER of a revocation list.
    case notRevocationList(offset: Int)
    /// More than is read for the sake of anybody.
    case tooLarge(byteCountMax: Int)
}
