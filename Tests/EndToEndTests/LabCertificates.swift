import BrokerCore
import StockPeers

/// The lab's PKI, made with its commands: RSA 2048 and leaves of X.509 version 1.
struct LabCertificates {
    let folder: TemporaryFolder

    /// - Parameter authority: the authority's last name; the lab's had none, and so bore the name
    ///   of those it signed.
    init(authority: String = "/CN=Lab CA") async throws {
        folder = try TemporaryFolder()
        try await openssl(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out",
            "ca.crt", "-days", "100", "-subj", "/C=FR/ST=France/O=ISIS\(authority)")
        let names = [("broker", "O=ISIS"), ("client", "O=Internet Widgits Pty Ltd")]
        for (name, organization) in names {
            try await openssl(
                "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "\(name).key", "-out",
                "\(name).csr", "-subj", "/C=FR/ST=France/\(organization)")
            try await openssl(
                "x509", "-req", "-in", "\(name).csr", "-CA", "ca.crt", "-CAkey", "ca.key",
                "-CAcreateserial", "-out", "\(name).crt", "-days", "100")
        }
    }

    /// The lab's listener, on a free port.
    var listener: ListenerSettings {
        ListenerSettings(
            address: .tcp(host: "127.0.0.1", port: 0),
            tls: TLSSettings(
                certificateFile: path("broker.crt"), keyFile: path("broker.key"),
                certificateAuthorityFile: path("ca.crt"), requiresCertificate: true),
            isAnonymousAllowed: true)
    }

    func path(_ name: String) -> String { folder.path(name) }

    private func openssl(_ arguments: String...) async throws {
        try await ProgramRun.succeed("openssl", arguments, in: folder.url)
    }
}
