import CertificateJudgement

/// The authorities that come with the operating system.
enum SystemAuthorities {
    /// Where Debian, Fedora, SUSE, Alpine and macOS keep them.
    private static let paths = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
    ]

    /// All of the first file that there is; none on a machine without any.
    static var certificates: [CertificateFacts] {
        for path in paths {
            let found = ExaminedFile(path).certificates
            if !found.isEmpty { return found }
        }
        return []
    }
}
