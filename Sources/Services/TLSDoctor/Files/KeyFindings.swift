import CertificateJudgement
import FaultCatalogue

/// What is wrong with private keys and where they lie.
enum KeyFindings {
    /// The two files do not belong together.
    static func mismatch(key: String, certificate: String, of owner: Culprit) -> Finding {
        Finding(
            .keyOfAnotherCertificate, owner,
            what: "'\(key)' is not the key of the certificate in '\(certificate)'",
            cure: "give the key with which the certificate was requested; these two must print the "
                + "same: `openssl x509 -in \(ShellWord(certificate)) -noout -pubkey | sha256sum` "
                + "`openssl pkey -in \(ShellWord(key)) -pubout | sha256sum`",
            opinions: [
                Finding.Opinion(program: "OpenSSL (mosquitto)", verdict: "key values mismatch"),
                Finding.Opinion(
                    program: "BoringSSL (NIOSSL)", verdict: "failedToLoadPrivateKey, as for any key"
                ),
            ])
    }

    /// A key that everybody on the machine may read.
    static func exposure(
        of file: ExaminedFile, isAuthority: Bool, owner: Culprit
    ) -> Finding? {
        // An encrypted key may lie where anybody reads it.
        guard file.keys.contains(where: { !$0.isEncrypted }), let rights = file.rights,
            rights.isWorldReadable
        else { return nil }
        let mend = "chmod 600 \(ShellWord(file.path))"
        let mode = String(rights.mode, radix: 8)
        if isAuthority {
            return Finding(
                .authorityKeyExposed, .authority, weight: .warning,
                what: "every user of this machine can read the authority's key '\(file.path)' "
                    + "(mode \(mode)): whoever has it makes identities that all believe",
                cure: "make it private: `\(mend)`; if others may have read it make a new "
                    + "authority: `apus ca init`")
        }
        return Finding(
            .keyReadableByOthers, owner, weight: .warning,
            what: "every user of this machine can read the private key '\(file.path)' "
                + "(mode \(mode))",
            cure: "make it private: `\(mend)`")
    }

    /// The authority's key in the file from which its certificate is handed out.
    static func bundled(_ path: String) -> Finding {
        Finding(
            .authorityKeyExposed, .authority, weight: .warning,
            what: "'\(path)' holds the authority's certificate together with its private key: "
                + "whoever is given the file makes identities that all believe",
            cure: "hand out the certificate alone: `openssl x509 -in \(ShellWord(path)) -out "
                + "\(ShellWord(path + ".crt"))`; if the file was given away make a new authority: "
                + "`apus ca init`")
    }

    /// The authority's key in an open folder from which certificates are handed out.
    static func beside(_ key: ExaminedFile, _ folders: [String]) -> Finding? {
        let folder = FilePath.folder(of: key.path)
        guard folders.contains(folder), let rights = FileRights(folder), rights.mode & 0o077 != 0
        else { return nil }
        return Finding(
            .authorityKeyExposed, .authority, weight: .warning,
            what: "the authority's key '\(key.path)' lies beside certificates that are handed out, "
                + "in a folder that others may enter: it is easily copied along",
            cure: "keep it apart, where nobody else gets: `mkdir -m 700 ca-private && mv "
                + "\(ShellWord(key.path)) ca-private/`")
    }

    /// A key that everybody can download.
    static func published(_ certificate: CertificateFacts) -> Finding? {
        guard let source = PublishedKeys.source(of: certificate) else { return nil }
        return Finding(
            .authorityKeyExposed, .authority,
            what: "the private key of '\(certificate.subject.text)' is published (\(source)): "
                + "anybody can pose as its owner",
            cure: "make your own keys and certificates: `apus ca init` "
                + "`apus cert server localhost 127.0.0.1`")
    }

    /// A key that the broker's user cannot read.
    static func unreadable(
        _ path: String, by user: SystemUser
    ) -> Finding? {
        guard let rights = FileRights(path) else { return nil }
        let barred = FilePath.folders(above: path).last { folder in
            FileRights(folder).map { !$0.permits(user) } ?? false
        }
        guard !rights.permits(user) || barred != nil else { return nil }
        let reason =
            barred.map { "the folder '\($0)' is closed to that user" }
            ?? "its mode is \(String(rights.mode, radix: 8)), and it belongs to "
            + (rights.ownerID == 0 ? "root" : "user \(rights.ownerID)")
        let mend =
            barred.map { "sudo chmod o+x \(ShellWord($0))" }
            ?? "sudo chown \(ShellWord(user.name)) \(ShellWord(path))"
        return Finding(
            .keyUnreadable, .broker,
            what: "user '\(user.name)', as whom mosquitto runs, cannot read '\(path)': \(reason)",
            cure: "let it: `\(mend)`",
            opinions: [
                Finding.Opinion(
                    program: "mosquitto 2, started by root",
                    verdict: "becomes '\(user.name)' first, then refuses to start"),
                Finding.Opinion(
                    program: "apus broker", verdict: "reads it as whoever started it"),
            ])
    }
}
