import FaultCatalogue
import Foundation
import Identity

/// What is said of each thing in a file: a title and rows of facts.
struct ShownFacts {
    typealias Lines = (title: String, rows: [String])

    let store: IdentityStore
    let now: Date

    func lines(of item: IdentityFile.Item, path: String) -> Lines {
        switch item {
        case .certificate(let summary): certificate(summary, path: path)
        case .request(let summary): request(summary)
        case .revocationList(let list): self.list(list)
        case .privateKey(let kind): ("Private key", [row("key", kind.text)])
        case .encryptedKey: ("Private key", [row("key", "encrypted with a passphrase")])
        case .publicKey: ("Public key", [])
        case .parameters: ("Parameters of an elliptic curve", [])
        case .trustedCertificate:
            (
                "OpenSSL's TRUSTED CERTIFICATE",
                [row("cure", "openssl x509 -in \(ShellWord(path)) -out FILE")]
            )
        case .unreadable(let label):
            (
                "Unreadable block \(Printable.text(label))",
                [row("fault", "it is damaged or of a kind that Apus does not know")]
            )
        }
    }

    private func certificate(_ summary: CertificateSummary, path: String) -> Lines {
        let isSelf = summary.isSelfIssued
        var rows = [
            row("subject", Printable.text(summary.subject)),
            row("issuer", isSelf ? "itself" : Printable.text(summary.issuer)),
            row("serial", SerialNumberText.hexadecimal(summary.serialNumber)),
            row("valid", validity(summary.notBefore, summary.notAfter)),
        ]
        if !summary.names.isEmpty { rows.append(row("names", summary.names.map(Printable.text))) }
        rows.append(row("key", summary.key.text))
        rows.append(row("uses", uses(summary)))
        rows.append(row("sha256", summary.fingerprints.sha256))
        rows.append(row("sha1", summary.fingerprints.sha1))
        rows.append(row("key id", summary.keyFingerprint))
        if let line = signer(summary) { rows.append(row("signed", line)) }
        if let line = keyBeside(summary, path: path) { rows.append(row("its key", line)) }
        return ("Certificate", rows)
    }

    private func request(_ summary: RequestSummary) -> Lines {
        var rows = [row("subject", Printable.text(summary.subject))]
        if !summary.names.isEmpty { rows.append(row("names", summary.names.map(Printable.text))) }
        rows.append(row("key", summary.key.text))
        rows.append(row("key id", summary.keyFingerprint))
        let signature = summary.isSigned ? "by its own key" : "NOT by its own key: do not sign it"
        rows.append(row("signed", signature))
        return ("Signing request", rows)
    }

    private func list(_ list: RevocationList) -> Lines {
        var rows = [row("issuer", Printable.text(list.issuerText))]
        if let number = list.number { rows.append(row("number", String(number))) }
        rows.append(row("made", IdentityReport.day(list.thisUpdate)))
        let end = list.nextUpdate.map { IdentityReport.day($0) + " (\(left(until: $0)))" }
        rows.append(row("good until", end ?? "replaced"))
        if let authority = authority() {
            let isOwn = list.isSigned(by: authority.certificate)
            rows.append(row("signed", isOwn ? byFolder : "not by this folder's authority"))
        }
        let shown = list.entries.prefix(Self.entriesMax).map { entry in
            SerialNumberText.hexadecimal(entry.serialNumber)
                + "  \(IdentityReport.day(entry.date))  \(entry.reason.name)"
        }
        if !shown.isEmpty { rows.append(row("taken back", shown)) }
        let more = list.entries.count - shown.count
        if more > 0 { rows.append(row("", "and \(more) more")) }
        return ("Revocation list", rows)
    }

    private static let entriesMax = 100

    private var byFolder: String { "by this folder's authority" }

    private func authority() -> CertificateFile? {
        // Without an authority nothing is said of it.
        try? CertificateFile(reading: store.authorityFiles.certificate)
    }

    private func signer(_ summary: CertificateSummary) -> String? {
        guard let authority = authority() else { return nil }
        if summary.isSame(as: authority) { return "it is this folder's authority" }
        guard summary.isSigned(by: authority) else {
            return "not by this folder's authority"
        }
        // A ledger that cannot be read says nothing here; `cert check` names its fault.
        let entry = (try? store.ledger())?[summary.serialNumber]
        if case .revoked(let date, let reason) = entry?.status {
            return byFolder
                + ", and TAKEN BACK on \(IdentityReport.day(date)) (\(reason.name))"
        }
        return byFolder
    }

    private func keyBeside(_ summary: CertificateSummary, path: String) -> String? {
        let file = URL(filePath: path).deletingPathExtension().appendingPathExtension("key")
            .path(percentEncoded: false)
        do {
            let key = try KeyFile(reading: file)
            return summary.belongs(to: key)
                ? file : "\(file) is ANOTHER key"
        } catch .file(_, .missing) {
            return nil
        } catch {
            return "unknown: \(error)"
        }
    }

    private func validity(_ start: Date, _ end: Date) -> String {
        let span = "\(IdentityReport.day(start)) to \(IdentityReport.day(end))"
        return start > now ? "\(span) (NOT YET)" : "\(span) (\(left(until: end)))"
    }

    private func left(until end: Date) -> String {
        if end <= now { return "EXPIRED" }
        let days = Int(end.timeIntervalSince(now) / 86_400)
        return days == 1 ? "1 day left" : "\(days) days left"
    }

    private func uses(_ summary: CertificateSummary) -> String {
        var parts: [String] = []
        if case .yes(let length) = summary.authority {
            parts.append("authority" + (length.map { " (path length \($0))" } ?? ""))
        }
        parts += summary.uses ?? []
        if !summary.keyUsage.isEmpty {
            parts.append("[" + summary.keyUsage.joined(separator: ", ") + "]")
        }
        return parts.isEmpty ? "any" : parts.joined(separator: " ")
    }

    private func row(_ name: String, _ value: String) -> String {
        "  " + name + String(repeating: " ", count: max(1, 12 - name.count)) + value
    }

    private func row(_ name: String, _ values: [String]) -> String {
        values.enumerated().map { row($0.offset == 0 ? name : "", $0.element) }
            .joined(separator: "\n")
    }
}

extension KeyKind {
    /// The kind in the operator's words.
    var text: String {
        switch self {
        case .p256: "ECDSA P-256"
        case .p384: "ECDSA P-384"
        case .p521: "ECDSA P-521"
        case .ed25519: "Ed25519"
        case .rsa(let bitCount): "RSA \(bitCount)"
        }
    }
}
