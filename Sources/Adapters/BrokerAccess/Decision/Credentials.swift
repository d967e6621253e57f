/// What a client shows at CONNECT to say who it is.
package struct Credentials: Hashable, Sendable {
    /// CONNECT's user name.
    package let userName: String?

    /// CONNECT's password.
    package let password: [UInt8]?

    /// The certificate of its TLS session, verified.
    package let certificate: CertificateIdentity?

    /// What CONNECT and the TLS session carry.
    package init(
        userName: String? = nil, password: [UInt8]? = nil,
        certificate: CertificateIdentity? = nil
    ) {
        self.userName = userName
        self.password = password
        self.certificate = certificate
    }
}
