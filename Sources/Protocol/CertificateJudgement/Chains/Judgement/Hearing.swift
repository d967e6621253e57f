import FaultCatalogue

/// A case that is being judged: what was shown, in order, and where its chain leads.
struct Hearing {
    let chain: ChainCase
    /// The owner's certificate, also where it does not come first.
    let leaf: CertificateFacts
    let path: ChainPath

    init(of chain: ChainCase) {
        self.chain = chain
        leaf = Self.ownersCertificate(in: chain.presented)
        path = ChainPath(from: leaf, by: chain)
    }

    /// Whose certificates they are, as a noun.
    var owner: String { chain.role == .server ? "broker" : "client" }
    var ownerCulprit: Culprit { chain.role == .server ? .broker : .client }
    /// Who verifies them, as a noun.
    var verifier: String { chain.role == .server ? "client" : "broker" }
    var verifierCulprit: Culprit { chain.role == .server ? .client : .broker }

    /// `the broker's certificate 'CN=localhost'`, or the certificate further up.
    func name(_ certificate: CertificateFacts) -> String {
        if certificate.der == leaf.der {
            return "the \(owner)'s certificate \(certificate.subject.quoted)"
        }
        return "the authority \(certificate.subject.quoted)"
    }

    /// The beginning of a fingerprint, enough to tell two certificates apart.
    func fingerprint(_ certificate: CertificateFacts) -> String {
        "SHA-256 \(certificate.fingerprint.prefix(16))…"
    }

    /// The one that signed no other; the first, unless it signed one that is shown after it.
    private static func ownersCertificate(in presented: [CertificateFacts]) -> CertificateFacts {
        let first = presented[0]
        let others = presented.dropFirst().prefix(shownMax).filter { $0.der != first.der }
        guard others.contains(where: { signed(first, $0) }) else { return first }
        return others.first { other in
            !others.contains { $0.der != other.der && signed(other, $0) }
        } ?? first
    }

    private static func signed(_ issuer: CertificateFacts, _ other: CertificateFacts) -> Bool {
        issuer.subject.isSame(as: other.issuer)
            && issuer.verdict(onSignatureOf: other) == .valid
    }

    // Signatures are slow, and nobody shows more on purpose.
    private static let shownMax = 16
}
