import CertificateJudgement
import FaultCatalogue

extension LiveDoctor {
    /// Reads the client's files; what is wrong with them is found before anybody is called.
    mutating func readCredentials() {
        credentials.isDevice = target.isDevice
        if let path = target.files.authorities {
            credentials.authoritiesPath = path
            credentials.anchors = certificates(path, .authorities)
        }
        if let path = target.files.certificate {
            credentials.chain = certificates(path, .certificateChain)
        }
        if let path = target.files.key {
            let file = ExaminedFile(path)
            report.add(file.findings(as: .privateKey, of: .client))
            let key = file.keys.first { !$0.isEncrypted }
            credentials.key = key?.der
            if let certificate = credentials.chain.first, let key,
                key.belongs(to: certificate) == false
            {
                add(
                    KeyFindings.mismatch(
                        key: path, certificate: target.files.certificate ?? "", of: .client))
            }
        }
        if report.isHealthy { readOneWithoutTheOther() }
        if report.isHealthy {
            add(contentsOf: ClockEvidence(files: target.files.paths, now: now).findings)
        }
    }

    /// Trusts those whom the system trusts, unless the client names its own.
    mutating func trustSystem() {
        guard target.files.authorities == nil else { return }
        credentials.trustsSystem = true
        credentials.anchors = SystemAuthorities.certificates
    }

    private mutating func readOneWithoutTheOther() {
        switch (target.files.certificate, target.files.key) {
        case (let certificate?, nil):
            add(
                Finding(
                    .clientCertificateMissing, .client,
                    what: "a certificate is given (\(certificate)), but not its key",
                    cure: "give both: `--cert \(ShellWord(certificate)) --key KEY`"))
        case (nil, let key?):
            add(
                Finding(
                    .clientCertificateMissing, .client,
                    what: "a key is given (\(key)), but not its certificate",
                    cure: "give both: `--cert CERTIFICATE --key \(ShellWord(key))`"))
        default: break
        }
    }

    private mutating func certificates(
        _ path: String, _ purpose: CredentialFile.Purpose
    ) -> [CertificateFacts] {
        let file = ExaminedFile(path)
        report.add(file.findings(as: purpose, of: .client))
        return file.certificates
    }

    /// Notes findings.
    mutating func add(contentsOf findings: [Finding]) { report.add(findings) }
}
