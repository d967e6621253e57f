import FaultCatalogue

extension Hearing {
    private static let secondsPerDay: Int64 = 86_400
    private static let daysMax: Int64 = 825
    /// Apple's rule is for what was issued from July 2019 on.
    private static let lifetimeRuleStart: Int64 = 1_561_939_200

    /// What works here and now, and not with everybody or not for long.
    var adviceFindings: [Finding] {
        [pinned, withoutAlternativeName, tooLong].compactMap { $0 } + outliving + strict
    }

    private var pinned: Finding? {
        guard path.end == .anchored, path.links.count == 1, !leaf.maySignCertificates else {
            return nil
        }
        return Finding(
            .selfSigned, ownerCulprit, weight: .warning,
            what: "\(name(leaf)) is self-signed and trusted by itself: when it is renewed, every "
                + "\(verifier) needs the new one",
            cure: "issue it from an authority: \(startAnew)",
            opinions: [.init(program: "OpenSSL, BoringSSL", verdict: "accept")])
    }

    private var withoutAlternativeName: Finding? {
        guard chain.role == .server, leaf.dnsNames.isEmpty, leaf.addresses.isEmpty else {
            return nil
        }
        return Finding(
            .alternativeNameMissing, .authority, weight: .warning,
            what: "\(name(leaf)) has no subject alternative name, "
                + (leaf.subject.commonName.map { "only the common name \(SafeText.quoted($0))" }
                    ?? "nor a common name"),
            cure: "issue it with subjectAltName: \(reissue()), or `\(apusCommand)`",
            opinions: [
                .init(program: "OpenSSL, BoringSSL (NIOSSL)", verdict: "take the common name"),
                .init(program: "Go, Python, browsers", verdict: "refuse"),
            ])
    }

    private var tooLong: Finding? {
        let seconds = leaf.notAfter - leaf.notBefore
        guard chain.role == .server, leaf.notBefore >= Self.lifetimeRuleStart,
            seconds > Self.daysMax * Self.secondsPerDay
        else { return nil }
        return Finding(
            .lifetimeTooLong, .authority, weight: .warning,
            what: "\(name(leaf)) is good for \(seconds / Self.secondsPerDay) days, more than the "
                + "\(Self.daysMax) that Apple's systems accept",
            cure: "issue it for \(Self.daysMax) days at most: `\(apusCommand)`",
            opinions: [
                .init(program: "OpenSSL, BoringSSL", verdict: "accept"),
                .init(program: "iOS, macOS", verdict: "refuse"),
            ])
    }

    private var outliving: [Finding] {
        path.steps.filter { step in
            // Made with equal -days moments after its authority, it ends moments later: no harm.
            step.child.notAfter - step.issuer.notAfter > Self.secondsPerDay
                && step.issuer.isGood(at: chain.now)
        }.prefix(1).map { step in
            Finding(
                .outlivesAuthority, .authority, weight: .warning,
                what: "\(name(step.child)) says that it is good until "
                    + "\(CalendarText.text(of: step.child.notAfter)), but its authority "
                    + "\(step.issuer.subject.quoted) ends on "
                    + CalendarText.text(of: step.issuer.notAfter),
                cure: "make the authority again with the same key for longer, before that day: "
                    + remakeAuthority(subject: step.issuer.subject.subjectOption))
        }
    }

    private var strict: [Finding] {
        guard path.links.count > 1, path.end == .anchored,
            path.links.dropFirst().allSatisfy(\.maySignCertificates)
        else { return [] }
        let faults = path.links.enumerated().compactMap { depth, link in
            StrictCheck.fault(in: link, depth: depth, isLast: depth == path.links.count - 1)
                .map { "\(link.subject.quoted) \($0)" }
        }
        guard !faults.isEmpty else { return [] }
        return [
            Finding(
                .strictVerification, .authority, weight: .warning,
                what: "strict verifiers refuse the chain: " + faults.joined(separator: "; "),
                cure: "make the authority again with the same key and all extensions that RFC 5280 "
                    + "wants: \(remakeAuthority(subject: path.last.subject.subjectOption)), then "
                    + "the certificate: \(reissue())",
                opinions: [
                    .init(program: "OpenSSL, BoringSSL", verdict: "accept"),
                    .init(
                        program: "Python from 3.13 on, openssl -x509_strict", verdict: "refuse"),
                ])
        ]
    }
}
