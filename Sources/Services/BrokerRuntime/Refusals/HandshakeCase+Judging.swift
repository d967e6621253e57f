import BrokerCore
import BrokerTransport
import CertificateJudgement
import FaultCatalogue

/// What the judge of chains makes of the certificates of either side.
extension HandshakeCase {
    /// Faults of a chain that make clients refuse it, whoever they trust.
    static let chainFaults: Set<FaultID> = [
        .sharedSubjectName, .hostNameNotInCertificate, .addressNotInCertificate, .addressAsDNSName,
        .authorityRemade, .intermediateMissing, .chainOutOfOrder, .certificateExpired,
        .authorityExpired, .certificateNotYetValid, .purposeNotAllowed, .issuerIsNoAuthority,
        .constraintViolated, .keyKindNotUsable, .weakCryptography, .wildcardNotMatched,
        .selfSigned, .alternativeNameMissing, .certificateRevoked,
    ]

    /// Faults of the names alone.
    static let nameFaults: Set<FaultID> = [
        .hostNameNotInCertificate, .addressNotInCertificate, .addressAsDNSName,
        .wildcardNotMatched, .alternativeNameMissing,
    ]

    /// The first of these faults in what this listener shows; those that break connections go
    /// before those that some clients mind.
    func fault(ofListener wanted: Set<FaultID>, allowsWarnings: Bool = false) -> Finding? {
        if shown.isEmpty { return nil }
        return first(of: wanted, allowsWarnings, in: listenerFindings(host: details.serverName))
    }

    /// What the certificate's names lack, when the client gave none: it came by an address then.
    var addressFault: Finding? {
        guard details.serverName == nil, let address = details.localAddress, !shown.isEmpty
        else { return nil }
        return first(of: Self.nameFaults, false, in: listenerFindings(host: address))
    }

    private func listenerFindings(host: String?) -> [Finding] {
        // Whom the client trusts is not known; whoever vouches for this broker is assumed.
        let roots = shown.filter { $0.verdict(onSignatureOf: $0) == .valid }
        return ChainJudge.findings(
            in: ChainCase(
                presented: shown, anchors: trusted + roots, role: .server, now: now, host: host,
                places: ChainCase.Places(
                    authorities: settings.certificateAuthorityFile,
                    certificate: settings.certificateFile)))
    }

    /// The first of these faults in what the client showed.
    func fault(ofClient wanted: Set<FaultID>) -> Finding? {
        let presented = PeerText.facts(details.certificates)
        if presented.isEmpty { return nil }
        let findings = ChainJudge.findings(
            in: ChainCase(
                presented: presented, anchors: trusted, role: .client, now: now,
                places: ChainCase.Places(
                    authorities: settings.certificateAuthorityFile,
                    revocationLists: settings.revocationListFile)))
        return first(of: wanted, true, in: findings)
    }

    private func first(
        of wanted: Set<FaultID>, _ allowsWarnings: Bool, in findings: [Finding]
    ) -> Finding? {
        let fitting = findings.filter { wanted.contains($0.id) }
        return fitting.first { $0.weight == .fault } ?? (allowsWarnings ? fitting.first : nil)
    }

    /// The finding with what was seen in front of it.
    func seen(_ sight: String, _ finding: Finding) -> Finding {
        Finding(
            finding.id, finding.culprit, weight: finding.weight,
            what: "\(sight): \(finding.what)", cure: finding.cure, opinions: finding.opinions)
    }
}
