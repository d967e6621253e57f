/// What verification held against the peer's certificates.
package struct CertificateRefusal: Error, Hashable, Sendable {
    /// OpenSSL's X509_V_ERR number, such as 10 for an expired certificate.
    package let code: Int32

    /// Which certificate: 0 is the peer's own, 1 its issuer, and so on.
    package let depth: Int32

    /// That certificate's subject as RFC 2253 writes it; empty when there is none.
    package let subject: String
}
