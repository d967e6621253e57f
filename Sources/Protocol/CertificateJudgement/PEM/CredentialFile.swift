package import FaultCatalogue

/// A file that one side names for its TLS, with what reading it gave.
package struct CredentialFile: Hashable, Sendable {
    /// What the file is for; the raw value is how messages call it.
    package enum Purpose: String, CaseIterable, Hashable, Sendable {
        /// The certificates of those who are trusted.
        case authorities = "CA file"
        /// The owner's certificate, followed by its intermediates.
        case certificateChain = "certificate file"
        /// The private key of the owner's certificate.
        case privateKey = "key file"
        /// The lists of what authorities took back.
        case revocationLists = "CRL file"
    }

    /// What reading the file gave.
    package enum Contents: Hashable, Sendable {
        /// All its bytes.
        case bytes([UInt8])
        /// There is no such file.
        case missing
        /// The user who runs the program may not read it; nil where the name is unknown.
        case forbidden(user: String?)
        /// Any other reason, in the system's words.
        case unreadable(reason: String)
    }

    /// Where the file lies.
    package let path: String
    /// What it is for.
    package let purpose: Purpose
    /// Who names it.
    package let owner: Culprit
    /// Whether a passphrase for it is at hand.
    package let hasPassphrase: Bool
    /// What reading it gave.
    package let contents: Contents

    /// A file as it lies there.
    package init(
        _ path: String, _ purpose: Purpose, of owner: Culprit, hasPassphrase: Bool = false,
        contents: Contents
    ) {
        self.path = path
        self.purpose = purpose
        self.owner = owner
        self.hasPassphrase = hasPassphrase
        self.contents = contents
    }

    /// What the file holds; nil when it cannot be read.
    package var reading: PEMReading? {
        if case .bytes(let bytes) = contents { PEMReading(bytes) } else { nil }
    }

    /// How messages name the file: `key file '/etc/pump.key'`.
    package var name: String { "\(purpose.rawValue) '\(path)'" }

    /// What is wrong with the file by itself, what keeps it from being used first.
    package var findings: [Finding] {
        switch contents {
        case .missing:
            [
                finding(
                    .fileMissing, "the \(name) does not exist",
                    "check the path; it counts from the folder where the program was started")
            ]
        case .forbidden(let user):
            [forbidden(user)]
        case .unreadable(let reason):
            [
                finding(
                    .keyUnreadable, "the \(name) cannot be read: \(reason)",
                    "name a file that can be read")
            ]
        case .bytes(let bytes):
            findings(in: PEMReading(bytes))
        }
    }

    private func forbidden(_ user: String?) -> Finding {
        let who = user.map { "user '\($0)'" } ?? "the user who runs the program"
        let command =
            purpose == .privateKey
            ? "sudo chown \(ShellWord(user ?? "USER")) \(word)" : "sudo chmod a+r \(word)"
        return finding(
            .keyUnreadable, "\(who) may not read the \(name)",
            "let that user read it: `\(command)`; the folders above it must let that user pass, too"
        )
    }

    private func findings(in reading: PEMReading) -> [Finding] {
        let labels = reading.blocks.map(\.label)
        var findings = reading.faults.map { finding(for: $0) }
        if reading.faults.allSatisfy(\.isReadOver), let other = findingOfOtherKind(labels) {
            findings.append(other)
        }
        if purpose == .privateKey, !hasPassphrase,
            reading.blocks.contains(where: { $0.isEncrypted && $0.label.hasSuffix("PRIVATE KEY") })
        {
            findings.append(encrypted)
        }
        if purpose != .privateKey, labels.contains("TRUSTED CERTIFICATE") {
            findings.append(trusted)
        }
        return findings
    }

    /// Blocks, but none of the kind that is wanted.
    private func findingOfOtherKind(_ labels: [String]) -> Finding? {
        if labels.contains(where: { purpose.accepts(label: $0) }) { return nil }
        let keyLabel = labels.first { $0.hasSuffix("PRIVATE KEY") }
        let wanted = purpose.content
        switch purpose {
        case .privateKey where labels.contains { $0.hasSuffix("CERTIFICATE") }:
            return finding(
                .filesSwapped, "the \(name) holds a certificate, not a private key",
                "swap the two files, or name the file that begins with "
                    + "-----BEGIN PRIVATE KEY----- as the key")
        case .certificateChain where keyLabel != nil:
            return finding(
                .filesSwapped, "the \(name) holds a private key, not a certificate",
                "swap the two files, or name the file that begins with "
                    + "-----BEGIN CERTIFICATE----- as the certificate")
        case .certificateChain where labels.contains { $0.hasSuffix("CERTIFICATE REQUEST") }:
            return finding(
                .certificateUnreadable,
                "the \(name) holds a request for a certificate, not yet one",
                "have it signed: `apus cert sign \(word)`")
        default:
            let held = labels.first.map { "a block '\($0)'" } ?? "no block"
            return finding(
                .notPEM, "the \(name) holds \(held), but no \(wanted)", "name a file with \(wanted)"
            )
        }
    }

    private var encrypted: Finding {
        finding(
            .keyEncrypted, "the \(name) is encrypted, and no passphrase is given",
            "give its passphrase, or decrypt it once: "
                + "`openssl pkey -in \(word) -out \(ShellWord(path + ".plain"))`")
    }

    private var trusted: Finding {
        Finding(
            .trustedCertificate, owner, weight: .warning,
            what: "the \(name) holds a TRUSTED CERTIFICATE, OpenSSL's own form",
            cure: "write it plainly: `openssl x509 -in \(word) -out \(ShellWord(path + ".pem"))`",
            opinions: [
                Finding.Opinion(
                    program: "OpenSSL (mosquitto)", verdict: "accepts, and obeys its trust flags"),
                Finding.Opinion(program: "BoringSSL (apus pub)", verdict: "accepts"),
                Finding.Opinion(
                    program: "mbedTLS, Mongoose, swift-certificates", verdict: "refuse"),
            ])
    }

    func finding(_ id: FaultID, _ what: String, _ cure: String) -> Finding {
        Finding(id, owner, what: what, cure: cure)
    }

    /// The path as a shell reads it.
    var word: ShellWord { ShellWord(path) }
}

extension CredentialFile.Purpose {
    /// Whether a block of that label is what the file is for.
    package func accepts(label: String) -> Bool {
        switch self {
        case .authorities, .certificateChain:
            ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"].contains(label)
        case .privateKey: label.hasSuffix("PRIVATE KEY")
        case .revocationLists: label == "X509 CRL"
        }
    }

    /// What the file must hold.
    var content: String {
        switch self {
        case .authorities, .certificateChain: "certificate"
        case .privateKey: "private key"
        case .revocationLists: "revocation list"
        }
    }
}
