/// Why a signing request is not answered with a certificate.
package enum RequestFault: Error, Hashable, Sendable {
    /// The signature was not made by the request's own key.
    case signature
    /// The key is an RSA key of so few bits that somebody could compute it.
    case weakKey(KeyKind)
    /// The subject has no common name, or one in an alphabet that nobody uses any more.
    case noCommonName
    /// The names asked for do not read as such.
    case unreadable
}
