/// What it takes to go on with a TLS session that a client had.
struct ResumableSession: Sendable {
    /// What both ends know, in memory only.
    enum Secret: Sendable {
        /// TLS 1.3: the key, and the suite whose hash it belongs to (RFC 8446 section 4.2.11).
        case key([UInt8], cipher: UInt16)
        /// TLS 1.2: the session as OpenSSL encodes it.
        case encoded([UInt8])
    }

    let secret: Secret
    /// The certificate that its client proved to hold; nil where none is asked for.
    let certificate: VerifiedCertificate?
    /// When the client must prove anew who it is, in seconds since 1970. A resumed session passes
    /// it on.
    let expires: Int64
}
