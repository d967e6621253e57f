/// Why the text of a PEM file does not give the certificate or key that was wanted.
package enum PEMFault: Error, Hashable, Sendable {
    /// No block with this label, for example because the file is empty, DER, or of another kind.
    case noBlock(label: String)
    /// A BEGIN line without its END line, or a body that is no base64.
    case malformed(line: Int)
    /// A private key under a passphrase.
    case encrypted
    /// OpenSSL's own `TRUSTED CERTIFICATE`, which most other TLS libraries refuse.
    case trustedCertificate
    /// The block's bytes are no certificate or key of a kind that Apus knows.
    case unsupported(label: String)
}
