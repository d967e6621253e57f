import CertificateJudgement
import FaultCatalogue

/// One certificate of a server or client before those who would verify it.
struct LeafJudgement {
    let chain: ExaminedFile
    let role: ChainCase.Role
    let host: String?
    let authorities: [ExaminedFile]
    let lists: [RevocationListFacts]
    var listsPath: String?
    let now: Int64
    /// False when the verifier may trust others besides: then nobody can say that it trusts nobody.
    let areAuthoritiesComplete: Bool

    /// Whether the verifier takes the common name for a user's.
    var needsCommonName = false

    /// What the judge finds, with the files' names in its cures.
    var findings: [Finding] {
        var chainCase = ChainCase(
            presented: chain.certificates, anchors: authorities.flatMap(\.certificates),
            role: role, now: now, host: host, revocationLists: lists,
            places: ChainCase.Places(
                authorities: authorityPath, certificate: chain.path,
                revocationLists: listsPath))
        chainCase.needsCommonName = needsCommonName
        let all = ChainJudge.findings(in: chainCase)
        if areAuthoritiesComplete { return all }
        return all.filter { !$0.id.isAboutTrust && $0.id != .clientCertificateNotTrusted }
    }

    /// The file that holds the issuer, or the first one.
    private var authorityPath: String? {
        guard let last = chain.certificates.last else { return nil }
        let holder = authorities.first { file in
            file.certificates.contains { $0.subject.isSame(as: last.issuer) }
        }
        return (holder ?? authorities.first)?.path
    }
}
