/// Whom a verified client certificate names.
package struct CertificateIdentity: Hashable, Sendable {
    /// The subject's common name, if it has one.
    package let commonName: String?

    /// The whole subject as RFC 2253 writes it.
    package let subject: String

    /// The alternative name of the kind that the listener asks for, if it has one.
    package let alternativeName: String?

    /// What the certificate says; only for one that verified.
    package init(commonName: String?, subject: String, alternativeName: String? = nil) {
        self.commonName = commonName
        self.subject = subject
        self.alternativeName = alternativeName
    }
}
