internal import CertificateJudgement
internal import FaultCatalogue
internal import NIOSSL

/// What is wrong with the files of a ``TLSConfiguration`` that NIOSSL could not use.
struct CredentialFault {
    let path: String
    let purpose: MQTTClientError.FilePurpose
    let configuration: TLSConfiguration

    /// The context, or which file is at fault, why, and what helps.
    static func named(
        _ configuration: TLSConfiguration, token: TokenPrivateKey? = nil
    ) throws(MQTTClientError) -> NIOSSLContext {
        do {
            return try TLSContext.make(configuration, token: token)
        } catch .file(let path, let purpose, let reason, .none) {
            let fault = CredentialFault(
                path: path, purpose: purpose, configuration: configuration)
            throw .file(
                path: path, purpose: purpose, reason: reason,
                because: fault.finding.map { MQTTClientError.Diagnosis($0) })
        }
    }

    /// Nil when nothing is known beyond NIOSSL's refusal.
    private var finding: Finding? {
        let file = CredentialFault.file(
            path, purpose, hasPassphrase: configuration.privateKeyPassphrase != nil)
        if let finding = file.findings.first(where: { $0.weight == .fault }) { return finding }
        guard let reading = file.reading else { return nil }
        return switch purpose {
        case .privateKey: keyFinding(file, reading)
        case .certificateChain, .certificateAuthorities: certificateFinding(file, reading)
        }
    }

    /// The key's file is sound: its key is of another certificate, or of a kind that is not usable.
    private func keyFinding(_ file: CredentialFile, _ reading: PEMReading) -> Finding? {
        if canLoadKey, let certificate = configuration.certificateChainFile {
            let certificateFile = CredentialFault.file(certificate, .certificateChain)
            return orderFinding(certificateFile)
                ?? Finding(
                    .keyOfAnotherCertificate, .client,
                    what: "the \(file.name) is not the key of the certificate in '\(certificate)'",
                    cure:
                        "give the key with which the certificate was requested; these two print the"
                        + " same if they belong together:"
                        + " `openssl x509 -in \(ShellWord(certificate)) -noout -pubkey`,"
                        + " `openssl pkey -in \(ShellWord(path)) -pubout`")
        }
        if reading.blocks.contains(where: \.isEncrypted) {
            return Finding(
                .keyEncrypted, .client, what: "the passphrase does not fit the \(file.name)",
                cure: "give the right one; `openssl pkey -in \(ShellWord(path)) -noout` asks for it"
            )
        }
        return Finding(
            .keyKindNotUsable, .authority,
            what:
                "the \(file.name) holds a damaged key, or one of a kind that is not usable for TLS",
            cure:
                "look at it: `openssl pkey -in \(ShellWord(path)) -noout -text`; keys on P-256 work"
                + " everywhere: `apus cert device NAME`")
    }

    private var canLoadKey: Bool {
        guard case .success(let bytes) = SystemFile.read(path) else { return false }
        let passphrase = configuration.privateKeyPassphrase ?? ""
        // Which error it is makes no difference: NIOSSL has one for all.
        return (try? NIOSSLPrivateKey(bytes: bytes, format: .pem) { $0(Array(passphrase.utf8)) })
            != nil
    }

    private func certificateFinding(_ file: CredentialFile, _ reading: PEMReading) -> Finding? {
        for block in reading.blocks
        where CredentialFile.Purpose.certificateChain.accepts(label: block.label) {
            // Which error it is makes no difference: NIOSSL has one for all.
            if (try? NIOSSLCertificate(bytes: block.der, format: .der)) != nil { continue }
            return Finding(
                .certificateUnreadable, .client,
                what: "the block that begins in line \(block.line) of the \(file.name) is no"
                    + " certificate",
                cure: "look at it: `openssl x509 -in \(ShellWord(path)) -noout -text`, and copy it"
                    + " again from where it was made")
        }
        return orderFinding(file)
            ?? Finding(
                .keyKindNotUsable, .authority,
                what:
                    "the certificate in the \(file.name) is not usable for TLS: its kind of key, or"
                    + " its key usage without digitalSignature",
                cure: "have one issued on P-256 for TLS: `apus cert device NAME`")
    }

    /// A certificate that signed another of the file cannot be the owner's.
    private func orderFinding(_ file: CredentialFile) -> Finding? {
        let chain = (file.reading?.blocks ?? []).compactMap { block in
            // What is no certificate has no place in the order.
            try? CertificateFacts(der: block.der)
        }
        guard let first = chain.first,
            let owner = chain.dropFirst().first(where: { certificate in
                certificate.issuer.isSame(as: first.subject)
                    && !certificate.subject.isSame(as: first.subject)
            })
        else { return nil }
        return Finding(
            .chainOutOfOrder, .client,
            what: "the \(file.name) begins with \(first.subject.quoted), which signed"
                + " \(owner.subject.quoted) further on",
            cure: "put the client's own certificate first, then each certificate's issuer:"
                + " `cat client.crt intermediate.crt > \(ShellWord(file.path))`")
    }

    private static func file(
        _ path: String, _ purpose: MQTTClientError.FilePurpose, hasPassphrase: Bool = false
    ) -> CredentialFile {
        let contents: CredentialFile.Contents =
            switch SystemFile.read(path) {
            case .success(let bytes): .bytes(bytes)
            case .failure(let failure) where failure.isMissing: .missing
            case .failure(let failure) where failure.isForbidden:
                .forbidden(user: SystemFacts.user)
            case .failure(let failure): .unreadable(reason: failure.text)
            }
        let kind: CredentialFile.Purpose =
            switch purpose {
            case .certificateAuthorities: .authorities
            case .certificateChain: .certificateChain
            case .privateKey: .privateKey
            }
        return CredentialFile(
            path, kind, of: .client, hasPassphrase: hasPassphrase, contents: contents)
    }
}
