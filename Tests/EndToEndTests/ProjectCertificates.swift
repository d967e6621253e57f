import BrokerCore
import StockPeers

/// The sensor project's PKI, made with its commands: P-256, its names, its file names.
struct ProjectCertificates {
    let folder: TemporaryFolder

    init() async throws {
        folder = try TemporaryFolder()
        for name in ["ca", "raspi", "esp8266"] {
            try await openssl(
                "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out",
                "ecc.\(name).key.pem")
        }
        try await openssl(
            "req", "-x509", "-new", "-key", "ecc.ca.key.pem", "-out", "ecc.ca.cert.pem", "-days",
            "30", "-sha256", "-subj", "/C=FR/L=Limoges/O=TMC/OU=IOT/CN=ACTMC")
        for (name, commonName) in [("raspi", "mqtt.com"), ("esp8266", "esp8266")] {
            try await openssl(
                "req", "-new", "-key", "ecc.\(name).key.pem", "-out", "\(name).csr", "-sha256",
                "-subj", "/C=FR/L=Limoges/O=TMC/OU=IOT/CN=\(commonName)")
            try await openssl(
                "x509", "-req", "-in", "\(name).csr", "-CA", "ecc.ca.cert.pem", "-CAkey",
                "ecc.ca.key.pem", "-CAcreateserial", "-out", "ecc.\(name).cert.pem", "-days",
                "3650", "-sha256")
        }
    }

    /// The project's listener, on a free port.
    var listener: ListenerSettings {
        ListenerSettings(
            address: .tcp(host: "127.0.0.1", port: 0),
            tls: TLSSettings(
                certificateFile: path("ecc.raspi.cert.pem"), keyFile: path("ecc.raspi.key.pem"),
                certificateAuthorityFile: path("ecc.ca.cert.pem"), requiresCertificate: true,
                userNameFromCertificate: .commonName))
    }

    func path(_ name: String) -> String { folder.path(name) }

    private func openssl(_ arguments: String...) async throws {
        try await ProgramRun.succeed("openssl", arguments, in: folder.url)
    }
}
