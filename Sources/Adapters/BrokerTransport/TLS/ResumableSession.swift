/// What it takes to go on with a TLS session that a client had.
struct ResumableSession: Sendable {
    /// The session as OpenSSL encodes it, without the client's certificate.
    let encoded: [UInt8]
    /// The certificate that its client proved to hold; nil where none is asked for.
    let certificate: VerifiedCertificate?
    /// When the client must prove anew who it is, in seconds since 1970. A resumed session passes
    /// it on.
    let expires: Int64
}
