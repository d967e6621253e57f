import FaultCatalogue

extension Hearing {
    private static let serverIDs: Set<String> = [
        "1.3.6.1.5.5.7.3.1", "2.16.840.1.113730.4.1", "1.3.6.1.4.1.311.10.3.3",
    ]
    private static let clientIDs: Set<String> = ["1.3.6.1.5.5.7.3.2"]

    /// For what certificates and keys may not be used.
    var purposeFindings: [Finding] {
        let wanted = chain.role == .server ? Self.serverIDs : Self.clientIDs
        let foreign = path.links.first { link in
            link.extensions.purposes.map { wanted.isDisjoint(with: $0) } ?? false
        }
        var findings = foreign.map { [otherPurpose($0)] } ?? []
        if let usage = leaf.extensions.keyUsage, !usage.contains(.digitalSignature) {
            findings.append(withoutSignature(usage))
        }
        return findings
    }

    private var purposeName: String { chain.role == .server ? "serverAuth" : "clientAuth" }

    private func otherPurpose(_ link: CertificateFacts) -> Finding {
        let purposes = (link.extensions.purposes ?? []).map { Self.purposeNames[$0] ?? $0 }
        return Finding(
            .purposeNotAllowed, .authority,
            what: "\(name(link)) is for \(purposes.joined(separator: ", ")), not for \(purposeName)"
                + (link.der == leaf.der ? "" : ", and so is everything below it"),
            cure: "issue \(name(leaf)) for its purpose: `\(apusCommand)`, or with "
                + "extendedKeyUsage=\(purposeName) in openssl's -extfile",
            opinions: [
                .init(program: "OpenSSL (mosquitto)", verdict: "refuses (error 26)"),
                .init(program: "BoringSSL (NIOSSL)", verdict: "refuses"),
                .init(program: "swift-certificates", verdict: "accepts"),
            ])
    }

    private func withoutSignature(_ usage: KeyUsage) -> Finding {
        let others: KeyUsage =
            chain.role == .server ? [.keyEncipherment, .keyAgreement] : [.keyAgreement]
        let isAccepted = !usage.isDisjoint(with: others)
        return Finding(
            .purposeNotAllowed, .authority,
            what: "the key usage of \(name(leaf)) is \(usage.text), without digitalSignature: its "
                + "key may not sign handshakes",
            cure: "issue it with keyUsage=critical,digitalSignature: `\(apusCommand)`",
            opinions: [
                .init(
                    program: "OpenSSL (mosquitto)",
                    verdict: isAccepted ? "accepts" : "refuses (error 26)"),
                .init(program: "BoringSSL (NIOSSL)", verdict: "refuses"),
            ])
    }

    private static let purposeNames = [
        "1.3.6.1.5.5.7.3.1": "serverAuth", "1.3.6.1.5.5.7.3.2": "clientAuth",
        "1.3.6.1.5.5.7.3.3": "codeSigning", "1.3.6.1.5.5.7.3.4": "emailProtection",
        "1.3.6.1.5.5.7.3.8": "timeStamping", "1.3.6.1.5.5.7.3.9": "OCSPSigning",
        "2.5.29.37.0": "anyExtendedKeyUsage",
    ]
}
