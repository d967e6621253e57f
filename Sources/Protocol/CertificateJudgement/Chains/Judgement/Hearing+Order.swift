import FaultCatalogue

extension Hearing {
    private static let messageBytesMax = 100 * 1024
    private static let deviceBytesMax = 16 * 1024

    /// What is wrong with the shown certificates as a list.
    var orderFindings: [Finding] {
        var findings: [Finding] = []
        if leaf.der != chain.presented.first?.der {
            findings.append(leafNotFirst)
        } else if let (lower, upper) = stepOutOfOrder {
            findings.append(issuersOutOfOrder(lower, upper))
        }
        if let large = tooLarge { findings.append(large) }
        return findings
    }

    private var leafNotFirst: Finding {
        let first = chain.presented[0]
        return Finding(
            .chainOutOfOrder, ownerCulprit,
            what: "the \(owner)'s chain begins with the authority \(first.subject.quoted), and "
                + "\(name(leaf)) comes after it: key and first certificate do not belong together",
            cure: "put the \(owner)'s own certificate first, each one before its issuer: "
                + "`cat \(owner).crt intermediate.crt > chain.crt`",
            opinions: [
                .init(program: "OpenSSL (mosquitto)", verdict: "refuses (key values mismatch)"),
                .init(program: "BoringSSL (NIOSSL)", verdict: "refuses (failed to load)"),
            ])
    }

    /// Certificates that are issued by an earlier one.
    private var stepOutOfOrder: (CertificateFacts, CertificateFacts)? {
        let shown = chain.presented.prefix(16)
        for (place, upper) in shown.enumerated() where !upper.looksSelfSigned {
            let earlier = shown[..<place].first { $0.mayHaveIssued(upper) && $0.der != upper.der }
            if let earlier, !upper.mayHaveIssued(earlier) { return (upper, earlier) }
        }
        return nil
    }

    private func issuersOutOfOrder(
        _ lower: CertificateFacts, _ upper: CertificateFacts
    ) -> Finding {
        Finding(
            .chainOutOfOrder, ownerCulprit, weight: .warning,
            what: "the \(owner) shows \(upper.subject.quoted) before \(lower.subject.quoted), "
                + "which it issued",
            cure: "put each certificate before its issuer in \(certificateFile)",
            opinions: [
                .init(program: "OpenSSL, BoringSSL", verdict: "accept"),
                .init(program: "BearSSL (ESP8266)", verdict: "refuses"),
            ])
    }

    private var tooLarge: Finding? {
        let byteCount = chain.presented.reduce(0) { $0 + $1.der.count + 3 }
        guard byteCount > Self.deviceBytesMax else { return nil }
        let isFatal = byteCount > Self.messageBytesMax
        return Finding(
            .chainTooLarge, ownerCulprit, weight: isFatal ? .fault : .warning,
            what: "the \(owner) shows \(chain.presented.count) certificates of \(byteCount) bytes "
                + "together",
            cure: "leave only the \(owner)'s own certificate and its intermediate authorities in "
                + certificateFile,
            opinions: [
                .init(
                    program: "OpenSSL, BoringSSL",
                    verdict: isFatal ? "refuse (more than 100 KiB)" : "accept"),
                .init(program: "mbedTLS (small devices)", verdict: "refuses (more than 16 KiB)"),
            ])
    }
}
