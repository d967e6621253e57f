import CertificateJudgement
import FaultCatalogue

/// The oldest trap: an authority and those it signed bear one name, so that verifiers take a leaf
/// for its own issuer. All that share the name are mended at once, by their own files.
struct SharedNames {
    let files: [ExaminedFile]
    let host: String?

    /// The report with one finding for all certificates that share their authority's name, and the
    /// commands that give the authority a name of its own.
    func explained(_ report: DoctorReport) -> DoctorReport {
        guard let first = report.faults.first(where: { $0.id == .sharedSubjectName }),
            let authority, !leaves.isEmpty
        else { return report }
        let paths = ([authority.path] + leaves.map(\.path)).map { "'\($0)'" }
        let names = paths.dropLast().joined(separator: ", ") + " and " + (paths.last ?? "")
        let name = authority.certificates.first?.subject.text ?? ""
        let finding = Finding(
            .sharedSubjectName, .authority,
            what: "\(names) all bear the name '\(name)': verifiers take each for its own issuer, "
                + "and its signature for wrong",
            cure: cure(authority), opinions: first.opinions)
        var mended = DoctorReport()
        mended.inventory = report.inventory
        mended.healthy = report.healthy
        // The cure gives server certificates their alternative names, too.
        for other in report.findings where other.id != .alternativeNameMissing {
            let isMended = other.id == .sharedSubjectName && other.weight == .fault
            mended.add(isMended ? finding : other)
        }
        return mended
    }

    /// The file of the authority whose name others bear.
    private var authority: ExaminedFile? {
        files.first { file in
            file.certificates.contains { certificate in
                Roles.isSelfSigned(certificate)
                    && everything.contains { Self.isNamesake($0, of: certificate) }
            }
        }
    }

    private var everything: [CertificateFacts] { files.flatMap(\.certificates) }

    private static func isNamesake(
        _ leaf: CertificateFacts, of authority: CertificateFacts
    ) -> Bool {
        leaf.der != authority.der && leaf.isSelfIssued && leaf.subject.isSame(as: authority.subject)
            && !Roles.isSelfSigned(leaf)
    }

    /// Files of those who bear the authority's name.
    private var leaves: [ExaminedFile] {
        let roots = everything.filter { Roles.isSelfSigned($0) }
        return files.filter { file in
            guard let leaf = file.certificates.first else { return false }
            return roots.contains { Self.isNamesake(leaf, of: $0) }
        }
    }

    /// Files of all that the authority signed: they must be signed anew under its new name.
    private var signed: [ExaminedFile] {
        let roots = everything.filter { Roles.isSelfSigned($0) }
        return files.filter { file in
            guard let leaf = file.certificates.first, !Roles.isSelfSigned(leaf) else {
                return false
            }
            return roots.contains { $0.verdict(onSignatureOf: leaf) == .valid }
        }
    }

    private func cure(_ authority: ExaminedFile) -> String {
        let everyone =
            "the new \(authority.path) then goes to broker and clients, in place of the old one"
        guard let key = authorityKey(authority) else {
            return "make an authority with a name of its own, and all certificates anew: "
                + "`apus ca init` "
                + "`apus cert server \(serverNames)` `apus cert device my-client`"
        }
        let organization = authority.certificates.first?.subject.organization ?? "My"
        let place = organization == "My" ? "" : "/O=\(organization)"
        let subject = ShellWord("\(place)/CN=\(organization) CA")
        let root = ShellWord(authority.path)
        let commands =
            [
                "openssl req -x509 -new -key \(ShellWord(key)) -days 3650 -subj \(subject) "
                    + "-addext keyUsage=critical,keyCertSign,cRLSign -out \(root)"
            ] + signed.flatMap { resign($0, root, ShellWord(key)) }
        return "give the authority a name of its own, and sign anew with it; \(everyone): "
            + commands.map { "`\($0)`" }.joined(separator: " ")
    }

    /// Lines that write a certificate anew over the old one, for the key that it has.
    private func resign(_ file: ExaminedFile, _ root: ShellWord, _ key: ShellWord) -> [String] {
        let word = ShellWord(file.path)
        let stem = FilePath.stem(of: file.path)
        let request = ShellWord(stem + ".csr")
        let publicKey = ShellWord(stem + ".pub")
        // A request of old times is what openssl wants; its certificate will do, too.
        let hasRequest = FileRights(stem + ".csr") != nil
        let source =
            hasRequest
            ? "-req -in \(request)"
            : "-new -force_pubkey \(publicKey) -subj "
                + ShellWord("/CN=" + FilePath.name(of: stem)).description
        let line =
            "openssl x509 \(source) -CA \(root) -CAkey \(key) -CAcreateserial -days 825"
        let isServer =
            file.certificates.first.map { Roles.role(of: $0, in: file.path) == .server } ?? false
        let signing =
            isServer
            ? "printf 'subjectAltName=\(alternativeNames)\\n' "
                + (host == nil ? "\"$(hostname)\" " : "")
                + "| \(line) -extfile /dev/stdin -out \(word)"
            : "\(line) -out \(word)"
        return hasRequest
            ? [signing] : ["openssl x509 -in \(word) -noout -pubkey > \(publicKey)", signing]
    }

    private var alternativeNames: String {
        guard let host else { return "DNS:%s,DNS:localhost,IP:127.0.0.1" }
        return LiveTarget.isAddress(host) ? "IP:\(host)" : "DNS:\(host)"
    }

    private var serverNames: String {
        host.map { ShellWord($0).description } ?? "\"$(hostname)\" localhost 127.0.0.1"
    }

    /// The authority's key among the files, or beside its certificate.
    private func authorityKey(_ authority: ExaminedFile) -> String? {
        guard let root = authority.certificates.first(where: { Roles.isSelfSigned($0) }) else {
            return nil
        }
        let beside = [FilePath.stem(of: authority.path) + ".key"].map { ExaminedFile($0) }
        return (files + beside).first { file in
            file.keys.contains { $0.belongs(to: root) == true }
        }?.path
    }
}
