internal import CertificateJudgement
internal import FaultCatalogue

/// What the files of a ``TLSConfiguration`` hold, read anew for an explanation.
struct CredentialFacts: Sendable {
    let configuration: TLSConfiguration

    /// Where systems keep the authorities that they trust: Debian's place, then Fedora's.
    private static let systemRoots = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
    ]

    /// The file of the authorities; nil when the system's count.
    var authoritiesPath: String? {
        if case .file(let path) = configuration.trustRoots { path } else { nil }
    }

    /// Whom the client trusts.
    var authorities: [CertificateFacts] {
        if let authoritiesPath { return certificates(authoritiesPath) }
        for path in CredentialFacts.systemRoots {
            let found = certificates(path)
            if !found.isEmpty { return found }
        }
        return []
    }

    /// What is wrong with the file of the authorities, though NIOSSL read it.
    var authoritiesFinding: Finding? {
        guard let authoritiesPath, case .success(let bytes) = SystemFile.read(authoritiesPath)
        else { return nil }
        return CredentialFile(
            authoritiesPath, .authorities, of: .client, contents: .bytes(bytes)
        ).findings.first { $0.weight == .fault }
    }

    /// What the client shows; empty when it has no certificate.
    var own: [CertificateFacts] {
        configuration.certificateChainFile.map(certificates) ?? []
    }

    private func certificates(_ path: String) -> [CertificateFacts] {
        guard case .success(let bytes) = SystemFile.read(path) else { return [] }
        return PEMReading(bytes).blocks
            .filter { CredentialFile.Purpose.certificateChain.accepts(label: $0.label) }
            // What is no certificate is none of those that count.
            .compactMap { try? CertificateFacts(der: $0.der) }
    }
}
