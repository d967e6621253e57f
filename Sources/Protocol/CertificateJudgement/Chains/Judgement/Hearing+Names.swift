import FaultCatalogue

extension Hearing {
    /// Whether a server's certificate is for the host that the client asked for.
    var nameFindings: [Finding] {
        guard chain.role == .server else { return needsName }
        guard let host = chain.host else { return addressesAsNames }
        switch HostName(host) {
        case .address(let bytes): return addressFindings(bytes, AddressText.text(of: bytes))
        case .domain(let domain): return domainFindings(domain)
        }
    }

    private var needsName: [Finding] {
        guard chain.needsCommonName, leaf.subject.commonName == nil else { return [] }
        return [
            Finding(
                .commonNameMissing, .authority,
                what: "\(name(leaf)) has no common name, and the broker takes that as the user's "
                    + "name (use_identity_as_username)",
                cure: "issue it with a common name: `apus cert device NAME`; or set "
                    + "use_subject_as_username in place of use_identity_as_username")
        ]
    }

    /// Everything by which the certificate may be called.
    private var allNames: String {
        var names = leaf.dnsNames.map { SafeText.quoted($0) }
        names += leaf.addresses.map { AddressText.text(of: $0) }
        if leaf.dnsNames.isEmpty, let common = leaf.subject.commonName {
            names.append("\(SafeText.quoted(common)) (as its common name)")
        }
        return names.isEmpty ? "no host at all" : names.prefix(8).joined(separator: ", ")
    }

    private func addressFindings(_ bytes: [UInt8], _ host: String) -> [Finding] {
        if leaf.addresses.contains(bytes) { return addressesAsNames }
        if leaf.dnsNames.contains(where: { AddressText.bytes(of: $0) == bytes }) {
            return [addressAsName(host, weight: .fault)]
        }
        let isCommonName = leaf.subject.commonName.flatMap { AddressText.bytes(of: $0) } == bytes
        return [
            Finding(
                .addressNotInCertificate, .authority,
                what: "the client connects to \(host), and \(name(leaf)) is not for that address: "
                    + "it is for \(allNames)",
                cure: "issue the certificate for the address: \(reissue()), or `\(apusCommand)`; "
                    + "or connect by a name that it has",
                opinions: isCommonName
                    ? [
                        .init(program: "mosquitto_pub before 2.1", verdict: "accepts"),
                        .init(program: "OpenSSL, BoringSSL, Go", verdict: "refuse"),
                    ] : [])
        ]
    }

    private func domainFindings(_ host: String) -> [Finding] {
        var names = leaf.dnsNames
        if names.isEmpty { names = leaf.subject.commonName.map { [$0] } ?? [] }
        let patterns = names.map { DomainPattern($0) }
        if patterns.contains(where: { $0.matches(host) }) { return addressesAsNames }
        if let star = zip(names, patterns).first(where: { $0.1.seemsToReach(host) })?.0 {
            return [wildcard(star, host)]
        }
        return [
            Finding(
                .hostNameNotInCertificate, .authority,
                what: "the client connects to \(SafeText.quoted(host)), and \(name(leaf)) is not "
                    + "for that host: it is for \(allNames)",
                cure: "issue the certificate for the host: \(reissue()), or `\(apusCommand)`; or "
                    + "connect by a name that it has")
        ]
    }

    private func wildcard(_ star: String, _ host: String) -> Finding {
        Finding(
            .wildcardNotMatched, .authority,
            what: "the star in \(SafeText.quoted(star)) does not reach "
                + "\(SafeText.quoted(host)): it stands for one label, the first, and at least "
                + "two must follow",
            cure: "issue the certificate for the host itself: \(reissue()), or `\(apusCommand)`",
            opinions: [
                .init(program: "OpenSSL, BoringSSL, Go", verdict: "refuse"),
                .init(program: "mosquitto_pub before 2.1", verdict: "may accept"),
            ])
    }

    /// Addresses that stand among the DNS names only.
    private var addressesAsNames: [Finding] {
        let lost = leaf.dnsNames.first { name in
            AddressText.bytes(of: name).map { !leaf.addresses.contains($0) } ?? false
        }
        guard let lost else { return [] }
        return [addressAsName(lost, weight: chain.host == nil ? .fault : .warning)]
    }

    private func addressAsName(_ host: String, weight: Finding.Weight) -> Finding {
        Finding(
            .addressAsDNSName, .authority, weight: weight,
            what: "\(name(leaf)) has the address \(host) as a DNS name (DNS:\(host)), where "
                + "clients do not look for addresses",
            cure: "issue it with IP:\(host): \(reissue()), or `apus cert server \(host)`",
            opinions: [
                .init(program: "OpenSSL, BoringSSL (NIOSSL), Go", verdict: "refuse"),
                .init(program: "some older clients", verdict: "accept"),
            ])
    }
}
