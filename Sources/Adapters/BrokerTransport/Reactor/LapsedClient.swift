package import BrokerCore

/// A client that was let in, entitled no longer, and sent away.
package struct LapsedClient: Sendable {
    package let peer: PeerAddress
    package let client: EstablishedClient
    /// The certificate that it proved to hold; nil without one.
    package let certificate: ShownCertificate?
    package let lapse: Lapse
    /// What verification held against the certificate; nil when it is about the user.
    package let refusal: CertificateRefusal?
}
