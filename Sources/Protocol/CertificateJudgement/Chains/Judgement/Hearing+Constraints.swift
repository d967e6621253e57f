import FaultCatalogue

extension Hearing {
    /// What certificates forbid those below them, and what nobody understands in them.
    var constraintFindings: [Finding] {
        notAuthorities + tooDeep + unknownExtensions
            + ConstraintCheck(path).violations.map {
                violation in
                Finding(
                    .constraintViolated, .authority,
                    what: "the authority \(violation.authority.subject.quoted) may not certify "
                        + "\(violation.name): its name constraints forbid it",
                    cure: "issue \(name(violation.child)) again with names that the authority may "
                        + "certify, or from another authority: \(startAnew)",
                    opinions: [.init(program: "OpenSSL (mosquitto)", verdict: "refuses (error 47)")]
                )
            }
    }

    private var notAuthorities: [Finding] {
        path.links.dropFirst().filter { !$0.maySignCertificates }.map { issuer in
            let extensions = issuer.extensions
            let why =
                if let usage = extensions.keyUsage, !usage.contains(.certificateSigning) {
                    "its key usage (\(usage.text)) lacks keyCertSign"
                } else if extensions.basicConstraints != nil {
                    "it says CA:FALSE"
                } else {
                    "it does not say CA:TRUE"
                }
            let isSilent =
                extensions.basicConstraints == nil && extensions.keyUsage == nil
            return Finding(
                .issuerIsNoAuthority, .authority,
                what: "\(issuer.subject.quoted) signed a certificate and is no authority: \(why)",
                cure: issuer.isSelfIssued
                    ? "make the authority again with the same key: "
                        + remakeAuthority(subject: issuer.subject.subjectOption)
                        + "; or \(startAnew)"
                    : "issue \(name(leaf)) from an authority: \(reissue()), or \(startAnew)",
                opinions: [
                    .init(program: "OpenSSL (mosquitto)", verdict: "refuses (error 79)"),
                    .init(
                        program: "BoringSSL (NIOSSL)",
                        verdict: isSilent ? "may accept" : "refuses"),
                ])
        }
    }

    private var tooDeep: [Finding] {
        var below = 0
        for (depth, issuer) in path.links.enumerated().dropFirst() {
            if depth > 1, let limit = issuer.extensions.basicConstraints?.pathLength, below > limit
            {
                return [
                    Finding(
                        .constraintViolated, .authority,
                        what: "the authority \(issuer.subject.quoted) allows \(limit) authorities "
                            + "below it (pathlen), and there are \(below)",
                        cure: "issue \(name(leaf)) from \(issuer.subject.quoted) itself, or make "
                            + "that authority again with a pathlen of \(below) or none",
                        opinions: [
                            .init(program: "OpenSSL (mosquitto)", verdict: "refuses (error 25)")
                        ])
                ]
            }
            if !issuer.isSelfIssued { below += 1 }
        }
        return []
    }

    private var unknownExtensions: [Finding] {
        path.links.flatMap { link -> [Finding] in
            let unknown = link.extensions.unknownCriticalIDs
            let unreadable = link.extensions.unreadableIDs
            var findings: [Finding] = []
            if !unknown.isEmpty {
                findings.append(
                    Finding(
                        .constraintViolated, .authority,
                        what: "\(name(link)) has a critical extension that verifiers do not know: "
                            + unknown.joined(separator: ", "),
                        cure: "issue it again without that extension, or without `critical`: "
                            + reissue(),
                        opinions: [
                            .init(program: "OpenSSL (mosquitto)", verdict: "refuses (error 34)")
                        ]))
            }
            if !unreadable.isEmpty {
                findings.append(
                    Finding(
                        .certificateUnreadable, .authority,
                        what: "\(name(link)) has extensions that cannot be read or occur twice: "
                            + unreadable.joined(separator: ", "),
                        cure: "issue it again: \(reissue())"))
            }
            return findings
        }
    }
}
