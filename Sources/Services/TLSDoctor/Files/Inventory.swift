import CertificateJudgement

/// What a file is, in a few words.
enum Inventory {
    static func text(of file: ExaminedFile, isAuthority: Bool) -> String {
        switch file.contents {
        case .missing: return "there is no such file"
        case .forbidden: return "you may not read it"
        case .unreadable(let reason): return "it cannot be read: \(reason)"
        case .bytes: break
        }
        var parts: [String] = []
        if let first = file.certificates.first {
            parts.append(text(of: first, in: file, isAuthority: isAuthority))
            let more = file.certificates.count - 1
            if more > 0 { parts.append("and \(more) more certificate\(more == 1 ? "" : "s")") }
        }
        if let key = file.keys.first {
            parts.append(key.isEncrypted ? "private key under a passphrase" : "private key")
        }
        if let list = file.lists.first {
            let end = list.nextUpdate.map { ", until \(Day($0))" } ?? ""
            parts.append("revocation list of '\(list.issuer.text)'\(end)")
        }
        if parts.isEmpty {
            parts.append(
                file.labels.first.map { "PEM of a kind that is not used here: \($0)" }
                    ?? "nothing that can be used")
        }
        return parts.joined(separator: ", ")
    }

    private static func text(
        of certificate: CertificateFacts, in file: ExaminedFile, isAuthority: Bool
    ) -> String {
        let kind =
            isAuthority
            ? "authority"
            : Roles.role(of: certificate, in: file.path) == .server
                ? "certificate of a server" : "certificate of a client"
        let names = certificate.dnsNames + certificate.addresses.map { AddressText.text(of: $0) }
        let named = names.isEmpty ? "" : " (\(names.joined(separator: ", ")))"
        return "\(kind) '\(certificate.subject.text)'\(named), \(certificate.key.kind.text), "
            + "until \(Day(certificate.notAfter))"
    }
}
