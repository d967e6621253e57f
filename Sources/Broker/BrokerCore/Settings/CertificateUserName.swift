/// Which part of a client's certificate becomes its user name.
package enum CertificateUserName: Hashable, Sendable {
    /// The subject's common name.
    case commonName

    /// The whole subject as RFC 2253 writes it.
    case subject

    /// The first alternative name of that kind.
    case alternativeName(AlternativeName)
}
