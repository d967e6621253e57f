/// Certificates that one side shows, and everything by which the other side judges them.
package struct ChainCase: Sendable {
    /// Whose certificates they are.
    package enum Role: Hashable, Sendable {
        case server
        case client
    }

    /// Files as their owner knows them, for cures that can be pasted; nil where unknown.
    package struct Places: Hashable, Sendable {
        /// Where the verifier's authorities lie.
        package var authorities: String?
        /// Where the shown certificates lie.
        package var certificate: String?
        /// Where the revocation lists lie.
        package var revocationLists: String?

        /// Knows none, or those that are given.
        package init(
            authorities: String? = nil, certificate: String? = nil, revocationLists: String? = nil
        ) {
            self.authorities = authorities
            self.certificate = certificate
            self.revocationLists = revocationLists
        }
    }

    /// As they are shown: the owner's first.
    package var presented: [CertificateFacts]
    /// Whom the verifier trusts: every certificate of its cafile.
    package var anchors: [CertificateFacts]
    /// The verifier's lists; empty when it checks none.
    package var revocationLists: [RevocationListFacts]
    /// Whose certificates they are.
    package var role: Role
    /// The DNS name or address by which the client reached the server; nil leaves names unchecked.
    package var host: String?
    /// Seconds since 1970.
    package var now: Int64
    /// For cures.
    package var places: Places
    /// Whether the verifier takes the shown certificate's common name as the name of a user.
    package var needsCommonName = false

    /// A case without lists, name and places, until they are set.
    package init(
        presented: [CertificateFacts], anchors: [CertificateFacts], role: Role, now: Int64,
        host: String? = nil, revocationLists: [RevocationListFacts] = [], places: Places = Places()
    ) {
        self.presented = presented
        self.anchors = anchors
        self.role = role
        self.now = now
        self.host = host
        self.revocationLists = revocationLists
        self.places = places
    }
}
