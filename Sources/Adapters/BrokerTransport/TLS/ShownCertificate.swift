/// A client's certificate, as the log names it.
package struct ShownCertificate: Hashable, Sendable {
    /// The subject as RFC 2253 writes it.
    package let subject: String
    /// The SHA-256 of its DER, as `openssl x509 -fingerprint -sha256` prints it.
    package let fingerprint: String
}
