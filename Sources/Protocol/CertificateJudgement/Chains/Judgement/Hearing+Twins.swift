import FaultCatalogue

extension Hearing {
    /// Two certificates bear one name, and verifiers take one for the other.
    func sharedName(_ shown: CertificateFacts, with twin: CertificateFacts?) -> Finding {
        let whose = twin.map { " and the authority (\(fingerprint($0)))" } ?? " and its issuer"
        return Finding(
            .sharedSubjectName, .authority,
            what: "\(name(shown))\(whose) share one subject name, so it looks self-signed though "
                + "it is not: verifiers never look for its issuer",
            cure: sharedNameCure(shown),
            opinions: [
                .init(
                    program: "OpenSSL (mosquitto)",
                    verdict: shown.der == leaf.der
                        ? "refuses (error 18), with --insecure too" : "refuses (error 19)"),
                .init(program: "BoringSSL (NIOSSL)", verdict: "refuses"),
                .init(program: "swift-certificates", verdict: "accepts"),
            ])
    }

    /// The name is shared, but key identifiers lead verifiers on.
    var sharedNameThatWorks: [Finding] {
        guard leaf.isSelfIssued, path.links.count > 1 else { return [] }
        return [
            Finding(
                .sharedSubjectName, .authority, weight: .warning,
                what: "\(name(leaf)) and its authority share one subject name; only key "
                    + "identifiers or kinds of key keep them apart",
                cure: sharedNameCure(leaf),
                opinions: [.init(program: "OpenSSL, BoringSSL", verdict: "accept")])
        ]
    }

    private func sharedNameCure(_ shown: CertificateFacts) -> String {
        let base = shown.issuer.commonName ?? shown.issuer.organization ?? "Root"
        let subject = shown.issuer.subjectOptionUnnamed + "/CN=\(base) CA"
        return "give the authority a name of its own and issue everything below it again: "
            + "\(remakeAuthority(subject: subject)), then "
            + "\(reissue()); or \(startAnew)"
    }

    /// Somebody bears the issuer's name, but did not sign.
    func remade(_ child: CertificateFacts, instead issuer: CertificateFacts) -> Finding {
        let known = chain.anchors + chain.presented
        let real = known.first { other in
            other.subject.isSame(as: child.issuer) && other.der != issuer.der
                && other.verdict(onSignatureOf: child) == .valid
        }
        if let real, issuer.verdict(onSignatureOf: real) == .valid {
            // The one above signed the one below, which bears its name.
            return sharedName(real, with: issuer)
        }
        let isKnown = real.map { ", while \(fingerprint($0)) did" } ?? ""
        return Finding(
            .authorityRemade, chain.role == .server ? .client : .authority,
            what: "\(name(child)) was not signed by the authority \(issuer.subject.quoted) that "
                + "the \(verifier) has (\(fingerprint(issuer)), made "
                + "\(CalendarText.text(of: issuer.notBefore)))\(isKnown): another key bears the "
                + "same name, as when an authority was made anew",
            cure: chain.role == .server
                ? "copy the authority's present certificate to the client's \(authoritiesFile) "
                    + "and compare `openssl x509 -in \(authoritiesFile) -noout -fingerprint "
                    + "-sha256` on both sides; or issue the broker's again: "
                    + reissue(authority: "ca.crt")
                : "issue the client's certificate again from the present authority: \(reissue())",
            opinions: [
                .init(program: "OpenSSL (mosquitto)", verdict: "refuses (error 7 or 20)")
            ])
    }
}
