import FaultCatalogue

extension Hearing {
    /// What the verifier's revocation lists say, and whether they can say anything.
    var revocationFindings: [Finding] {
        guard !chain.revocationLists.isEmpty else { return [] }
        let issuer = path.links.count > 1 ? path.links[1] : path.end == .anchored ? leaf : nil
        guard let issuer else { return [] }
        let upper = path.steps.dropFirst().compactMap { step in
            revoked(step.child, by: list(of: step.issuer), weight: .warning)
        }
        guard let list = list(of: issuer) else { return [listMissing(issuer)] + upper }
        return unusable(list, of: issuer) + stale(list)
            + [revoked(leaf, by: list, weight: .fault)].compactMap { $0 } + upper
    }

    /// The one that is good now, or else the newest.
    private func list(of issuer: CertificateFacts) -> RevocationListFacts? {
        let candidates = chain.revocationLists.filter {
            $0.issuer.isSame(as: issuer.subject) && issuer.agrees(with: $0.authorityKeyID)
        }
        let named = chain.revocationLists.filter { $0.issuer.isSame(as: issuer.subject) }
        let lists = candidates.isEmpty ? named : candidates
        return lists.filter { isGood($0) }.max { $0.thisUpdate < $1.thisUpdate }
            ?? lists.max { $0.thisUpdate < $1.thisUpdate }
    }

    private func isGood(_ list: RevocationListFacts) -> Bool {
        list.thisUpdate <= chain.now && list.nextUpdate.map { chain.now < $0 } ?? true
    }

    private func listMissing(_ issuer: CertificateFacts) -> Finding {
        let others = chain.revocationLists.prefix(3).map(\.issuer.quoted).joined(separator: ", ")
        return Finding(
            .revocationListUnusable, verifierCulprit,
            what: "the \(verifier) checks revocation and has no list of the authority "
                + "\(issuer.subject.quoted), only of \(others)",
            cure: "fetch that authority's list and put it into \(listsFile): "
                + "`openssl ca -gencrl -out \(listsFile)` where the authority's key is",
            opinions: [
                .init(program: "OpenSSL (mosquitto)", verdict: "refuses (error 3)"),
                .init(program: "BoringSSL (NIOSSL)", verdict: "does not check"),
            ])
    }

    private func unusable(
        _ list: RevocationListFacts, of issuer: CertificateFacts
    ) -> [Finding] {
        let why: String
        if issuer.verdict(onSignatureOf: list) == .invalid {
            why = "another key signed it"
        } else if let usage = issuer.extensions.keyUsage, !usage.contains(.listSigning) {
            why = "that authority's key usage (\(usage.text)) lacks cRLSign"
        } else if !list.unknownCriticalIDs.isEmpty {
            why =
                "it has a critical extension that verifiers do not know: "
                + list.unknownCriticalIDs.joined(separator: ", ")
        } else {
            return []
        }
        return [
            Finding(
                .revocationListUnusable, verifierCulprit,
                what: "the revocation list of \(list.issuer.quoted) cannot be used: \(why)",
                cure: "make the list again with the authority's present key: `apus cert revoke`, "
                    + "or `openssl ca -gencrl -out \(listsFile)`",
                opinions: [
                    .init(program: "OpenSSL (mosquitto)", verdict: "refuses (error 8, 35 or 36)"),
                    .init(program: "BoringSSL (NIOSSL)", verdict: "does not check"),
                ])
        ]
    }

    private func stale(_ list: RevocationListFacts) -> [Finding] {
        guard !isGood(list) else { return [] }
        let isEarly = list.thisUpdate > chain.now
        let limit =
            isEarly
            ? "is good only from \(CalendarText.text(of: list.thisUpdate))"
            : "was to be renewed by \(CalendarText.text(of: list.nextUpdate ?? list.thisUpdate))"
        return [
            Finding(
                .revocationListStale, isEarly ? .clock : verifierCulprit,
                what: "the revocation list of \(list.issuer.quoted) \(limit), and here it is "
                    + "\(CalendarText.text(of: chain.now)): the \(verifier) refuses everybody",
                cure: "fetch or make a new list into \(listsFile) and load it (SIGHUP): "
                    + "`openssl ca -gencrl -out \(listsFile)`",
                opinions: [
                    .init(
                        program: "OpenSSL (mosquitto)",
                        verdict: "refuses (error \(isEarly ? 11 : 12), alert 45)"),
                    .init(program: "BoringSSL (NIOSSL)", verdict: "does not check"),
                ])
        ]
    }

    private func revoked(
        _ link: CertificateFacts, by list: RevocationListFacts?, weight: Finding.Weight
    ) -> Finding? {
        guard let entry = list?.revocations[link.serialNumber] else { return nil }
        let reason = entry.reason.map { " (\($0))" } ?? ""
        return Finding(
            .certificateRevoked, weight == .fault ? ownerCulprit : .authority, weight: weight,
            what: "\(name(link)) was taken back by \(link.issuer.quoted) on "
                + "\(CalendarText.text(of: entry.date))\(reason)",
            cure: "make a new key and have a new certificate issued: `\(renewal) --new-key`",
            opinions: [
                .init(
                    program: "OpenSSL (mosquitto)",
                    verdict: weight == .fault
                        ? "refuses (error 23, alert 44)" : "accepts: it checks the leaf alone"),
                .init(program: "BoringSSL (NIOSSL)", verdict: "does not check"),
            ])
    }
}
