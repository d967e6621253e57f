import FaultCatalogue

extension Hearing {
    /// Why the chain leads to nobody who is trusted, or does not hold together.
    var trustFindings: [Finding] {
        if chain.anchors.isEmpty { return [nobodyTrusted] }
        let broken = path.steps.first { step in
            step.issuer.verdict(onSignatureOf: step.child) == .invalid
        }
        if let broken { return [remade(broken.child, instead: broken.issuer)] }
        switch path.end {
        case .anchored:
            return sharedNameThatWorks
        case .selfSigned:
            return [signedByItself]
        case .issuerUnknown:
            return [withoutIssuer]
        }
    }

    private var nobodyTrusted: Finding {
        Finding(
            .noAuthorities, verifierCulprit,
            what: "the \(verifier) trusts no authority, so it can believe no certificate",
            cure: "give it the authority \(leaf.issuer.quoted) as its cafile")
    }

    private var signedByItself: Finding {
        let top = path.last
        let twin = (chain.anchors + chain.presented).first { other in
            other.der != top.der && other.subject.isSame(as: top.issuer)
        }
        switch top.verdict(onSignatureOf: top) {
        case .invalid:
            return sharedName(top, with: twin)
        case .unknown:
            if let twin, twin.key != top.key { return sharedName(top, with: twin) }
        case .valid:
            break
        }
        guard path.links.count > 1 else { return selfSigned }
        let child = path.links[path.links.count - 2]
        let namesake = chain.anchors.first { $0.subject.isSame(as: top.subject) }
        return namesake.map { remade(child, instead: $0) } ?? foreign(child)
    }

    private var selfSigned: Finding {
        Finding(
            .selfSigned, ownerCulprit,
            what: "\(name(leaf)) is self-signed, and the \(verifier) does not trust it "
                + "(\(fingerprint(leaf)))",
            cure: "issue it from an authority that the \(verifier) trusts: \(startAnew), or "
                + "\(reissue())",
            opinions: [.init(program: "OpenSSL (mosquitto)", verdict: "refuses (error 18)")])
    }

    private var withoutIssuer: Finding {
        let last = path.last
        let namesake = (chain.anchors + chain.presented).first { other in
            other.subject.isSame(as: last.issuer) && other.der != last.der
        }
        if let namesake { return remade(last, instead: namesake) }
        if last.der != leaf.der, chain.anchors.contains(where: { $0.der == last.der }) {
            return chainAsRoot(last)
        }
        let root = chain.anchors.first { mayStandAbove(last, $0) }
        return root.map { intermediateMissing(below: $0) } ?? foreign(last)
    }

    /// Whether the missing issuer is more likely to stand below this root than to be another root.
    private func mayStandAbove(_ last: CertificateFacts, _ root: CertificateFacts) -> Bool {
        guard root.looksSelfSigned, root.extensions.basicConstraints?.pathLength != 0 else {
            return false
        }
        if let above = last.extensions.authorityKeyID?.issuer {
            return above.isSame(as: root.subject)
        }
        guard let organization = last.issuer.organization else { return false }
        return organization == root.subject.organization
    }

    private func intermediateMissing(below root: CertificateFacts) -> Finding {
        Finding(
            .intermediateMissing, ownerCulprit,
            what: "the \(owner) does not show the intermediate authority "
                + "\(path.last.issuer.quoted), which stands between \(name(path.last)) and the "
                + "trusted \(root.subject.quoted)",
            cure: "append the intermediate authority's certificate to the \(owner)'s: "
                + "`cat intermediate.crt >> \(certificateFile)`; the \(verifier)'s cafile keeps "
                + "the root alone",
            opinions: [.init(program: "OpenSSL (mosquitto)", verdict: "refuses (error 20 or 21)")])
    }

    private func chainAsRoot(_ last: CertificateFacts) -> Finding {
        Finding(
            .chainInPlaceOfRoot, verifierCulprit,
            what: "the \(verifier)'s cafile holds the authority \(last.subject.quoted), which is "
                + "no root: its own issuer \(last.issuer.quoted) is missing",
            cure: "put the root \(last.issuer.quoted) into \(authoritiesFile); for public "
                + "authorities use the system's: `cp /etc/ssl/certs/ca-certificates.crt "
                + "\(authoritiesFile)`",
            opinions: [
                .init(program: "OpenSSL (mosquitto)", verdict: "refuses (error 2)"),
                .init(program: "BoringSSL (NIOSSL)", verdict: "refuses"),
                .init(program: "mbedTLS, Go", verdict: "accept it as an anchor"),
            ])
    }

    /// Nobody trusts more authorities by hand.
    private static let ownAuthoritiesMax = 5

    /// Nobody bears the issuer's name.
    private func foreign(_ last: CertificateFacts) -> Finding {
        let trusted = chain.anchors.prefix(3).map(\.subject.quoted).joined(separator: ", ")
        let isSystem = chain.anchors.count > Self.ownAuthoritiesMax
        let count = chain.anchors.count
        let more = count > 3 ? " and \(count - 3) more" : ""
        let believed = isSystem ? "only the system's \(count) authorities" : trusted + more
        let holdsLeaf = chain.anchors.contains { $0.der == leaf.der }
        let own = holdsLeaf ? ", the \(owner)'s own certificate in place of its issuer's" : ""
        return Finding(
            chain.role == .server ? .issuerNotTrusted : .clientCertificateNotTrusted, .client,
            what: "\(name(last)) was issued by \(last.issuer.quoted), which the \(verifier) does "
                + "not trust: it trusts \(believed)\(own)",
            cure: chain.role == .server
                ? isSystem
                    ? "get the certificate of \(last.issuer.quoted) from the broker's owner, and "
                        + "name it: `--cafile FILE`"
                    : "put the certificate of \(last.issuer.quoted) into the client's "
                        + "\(authoritiesFile); ask the broker's owner for it"
                : "use a client certificate that \(trusted) issued: \(reissue()), or add "
                    + "\(last.issuer.quoted) to the broker's \(authoritiesFile)",
            opinions: [.init(program: "OpenSSL (mosquitto)", verdict: "refuses (error 20 or 19)")])
    }
}
