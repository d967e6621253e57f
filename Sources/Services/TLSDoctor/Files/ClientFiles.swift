/// The files of one client, each for what it is meant to be.
package struct ClientFiles: Hashable, Sendable {
    /// Whom it trusts.
    package var authorities: String?
    /// Its certificate.
    package var certificate: String?
    /// Its key.
    package var key: String?

    /// Files that are named as options are.
    package init(authorities: String? = nil, certificate: String? = nil, key: String? = nil) {
        self.authorities = authorities
        self.certificate = certificate
        self.key = key
    }

    /// All that are named.
    var paths: [String] { [authorities, certificate, key].compactMap { $0 } }
}
