/// How one listener proves itself and what it asks of its clients.
package struct TLSSettings: Equatable, Sendable {
    /// PEM file of the certificate chain the listener shows.
    package var certificateFile: String

    /// PEM file of the key that belongs to the certificate.
    package var keyFile: String

    /// PEM file of the authorities that may have signed a client's certificate.
    package var certificateAuthorityFile: String?

    /// Folder of such authorities, hashed by `openssl rehash`.
    package var certificateAuthorityPath: String?

    /// PEM file of revocation lists.
    package var revocationListFile: String?

    /// Whether a client must show a certificate that verifies.
    package var requiresCertificate: Bool

    /// Which part of the certificate names the user; nil leaves that to CONNECT's user name.
    package var userNameFromCertificate: CertificateUserName?

    /// Whether clients are disconnected when their certificates expire, and not only refused then.
    package var dropsExpiredCertificates = false

    /// Whether clients with the same certificate must have the same client identifier.
    package var isOneClientPerCertificate = false

    /// The oldest version spoken.
    package var minimumVersion: TLSVersion

    /// OpenSSL's cipher list for TLS 1.2; nil for the library's own.
    package var cipherList: String?

    /// OpenSSL's cipher suites for TLS 1.3; nil for the library's own.
    package var cipherSuites: String?

    /// TLS 1.2 or later, nothing asked of clients.
    package init(
        certificateFile: String,
        keyFile: String,
        certificateAuthorityFile: String? = nil,
        certificateAuthorityPath: String? = nil,
        revocationListFile: String? = nil,
        requiresCertificate: Bool = false,
        userNameFromCertificate: CertificateUserName? = nil,
        minimumVersion: TLSVersion = .tls12,
        cipherList: String? = nil,
        cipherSuites: String? = nil
    ) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.certificateAuthorityFile = certificateAuthorityFile
        self.certificateAuthorityPath = certificateAuthorityPath
        self.revocationListFile = revocationListFile
        self.requiresCertificate = requiresCertificate
        self.userNameFromCertificate = userNameFromCertificate
        self.minimumVersion = minimumVersion
        self.cipherList = cipherList
        self.cipherSuites = cipherSuites
    }
}
