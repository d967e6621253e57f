package import FaultCatalogue

/// Says why certificates are refused, and what somebody else may refuse in them.
package enum ChainJudge {
    /// The findings, those first that make connections fail; none for a healthy chain.
    package static func findings(in chain: ChainCase) -> [Finding] {
        guard !chain.presented.isEmpty else { return [] }
        let hearing = Hearing(of: chain)
        let findings =
            hearing.orderFindings + hearing.trustFindings + hearing.constraintFindings
            + hearing.purposeFindings + hearing.keyFindings + hearing.timeFindings
            + hearing.nameFindings + hearing.revocationFindings + hearing.adviceFindings
            + reusedSerials(among: chain.presented + chain.anchors)
        return findings.filter { $0.weight == .fault } + findings.filter { $0.weight == .warning }
    }

    /// Different certificates of one issuer that bear the same serial number.
    package static func reusedSerials(among certificates: [CertificateFacts]) -> [Finding] {
        var findings: [Finding] = []
        for (place, first) in certificates.enumerated() {
            let twin = certificates[..<place].first { earlier in
                earlier.der != first.der && earlier.serialNumber == first.serialNumber
                    && earlier.issuer.isSame(as: first.issuer)
            }
            guard let twin, !findings.contains(where: { $0.id == .serialReused }) else { continue }
            findings.append(
                Finding(
                    .serialReused, .authority, weight: .warning,
                    what: "the authority \(twin.issuer.quoted) gave the serial number "
                        + "\(HexadecimalText.uppercase(twin.serialNumber)) to both "
                        + "\(twin.subject.quoted) and \(first.subject.quoted): taking one back "
                        + "takes back both",
                    cure: "issue one of them again with a number of its own; openssl counts with "
                        + "`-CAcreateserial` in one folder, `apus cert` draws at random",
                    opinions: [
                        .init(program: "OpenSSL, BoringSSL, mbedTLS", verdict: "accept"),
                        .init(
                            program: "Firefox (NSS)",
                            verdict: "refuses (SEC_ERROR_REUSED_ISSUER_AND_SERIAL)"),
                    ]))
        }
        return findings
    }
}
