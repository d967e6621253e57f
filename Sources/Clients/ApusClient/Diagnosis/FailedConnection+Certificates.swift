internal import CertificateJudgement
internal import FaultCatalogue

/// Why the server's certificates were refused, and why it refused ours.
extension FailedConnection {
    /// NIOSSL said no: the judge says why.
    var untrustedFinding: Finding {
        let findings = judged(host: checkedHost)
        let finding = findings.first { $0.weight == .fault }
        guard let finding else { return credentials?.authoritiesFinding ?? unknownFinding }
        if credentials?.authoritiesPath != nil { return finding }
        switch finding.id {
        case .issuerNotTrusted, .selfSigned, .noAuthorities: return withoutAuthorities(finding)
        default: return finding
        }
    }

    /// The chain is trusted, but the name is another.
    func nameFinding(_ name: String) -> Finding {
        let names: [FaultID] = [
            .hostNameNotInCertificate, .addressNotInCertificate, .addressAsDNSName,
            .wildcardNotMatched, .alternativeNameMissing,
        ]
        let finding = judged(host: name).first { names.contains($0.id) && $0.weight == .fault }
        return finding
            ?? Finding(
                .hostNameNotInCertificate, .authority,
                what: "the broker's certificate does not name '\(name)'",
                cure: "connect by a name in the certificate, or have '\(name)' added to it")
    }

    /// What is wrong with our own certificate, before anybody asks the broker.
    ///
    /// The broker's authorities are not known, ours are: that ours do not trust it proves nothing.
    var ownFinding: Finding? {
        guard let credentials, let path = configuration.tls?.certificateChainFile else {
            return nil
        }
        var chain = ChainCase(
            presented: credentials.own,
            anchors: credentials.authoritiesPath == nil ? [] : credentials.authorities,
            role: .client, now: now)
        chain.places.authorities = credentials.authoritiesPath
        chain.places.certificate = path
        let unproven: [FaultID] = [.clientCertificateNotTrusted, .noAuthorities]
        return ChainJudge.findings(in: chain).first {
            $0.weight == .fault && !unproven.contains($0.id)
        }
    }

    private var checkedHost: String? {
        guard let tls = configuration.tls, tls.verification == .full else { return nil }
        return tls.serverName ?? host
    }

    private func judged(host: String?) -> [Finding] {
        guard let credentials else { return [] }
        let certificates = shown.isEmpty ? [evidence.certificate].compactMap(\.self) : shown
        // What cannot be read is left out: the judge then misses it and says so.
        let facts = certificates.compactMap { try? CertificateFacts(der: $0) }
        if facts.isEmpty { return [] }
        var chain = ChainCase(
            presented: facts, anchors: credentials.authorities, role: .server, now: now, host: host)
        chain.places.authorities = credentials.authoritiesPath
        return ChainJudge.findings(in: chain)
    }

    private var unknownFinding: Finding {
        let finding = Finding(
            .issuerNotTrusted, .client,
            what:
                "no trusted authority vouches for the broker's certificate, or it is not valid",
            cure: "give the CA that signed it as --cafile, and check both clocks")
        return credentials?.authoritiesPath == nil ? withoutAuthorities(finding) : finding
    }

    /// Without a CA file the system's authorities count, which seldom sign brokers' certificates.
    private func withoutAuthorities(_ finding: Finding) -> Finding {
        let given =
            hasCertificate ? "certificate and key are given, but no CA file" : "no CA file is given"
        let others =
            hasCertificate ? " (mosquitto's clients speak plain MQTT then, TLS-027)" : ""
        return Finding(
            finding.id == .noAuthorities ? .issuerNotTrusted : finding.id, .client,
            what: finding.what + ": \(given), so only the system's authorities count" + others,
            cure: "give the CA that signed the broker's certificate: --cafile FILE",
            opinions: finding.opinions)
    }
}
