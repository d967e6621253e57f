import Foundation
import StockPeers

extension Bench {
    /// The first report's files, made with its commands: RSA 2048, X.509 version 1, and one name
    /// for the authority and the broker.
    /// - Parameter authorityIsVersion3: with `req -x509`, as others do it.
    func lab(
        authority: String = "/C=FR/ST=France/O=ISIS", authorityIsVersion3: Bool = false,
        broker: String = "/C=FR/ST=France/O=ISIS",
        client: String = "/C=FR/ST=France/O=Internet Widgits Pty Ltd"
    ) async throws -> Setup {
        let names = [("ca", authority), ("broker", broker), ("client", client)]
        for (name, _) in names {
            try await openssl("genrsa", "-out", "\(name).key", "2048")
        }
        if authorityIsVersion3 {
            try await openssl(
                "req", "-x509", "-new", "-key", "ca.key", "-out", "ca.crt", "-days", "100",
                "-subj", authority)
        }
        for (name, subject) in names where name != "ca" || !authorityIsVersion3 {
            try await openssl(
                "req", "-new", "-key", "\(name).key", "-out", "\(name).csr", "-subj", subject)
            if name == "ca" {
                try await openssl(
                    "x509", "-req", "-in", "ca.csr", "-signkey", "ca.key", "-out", "ca.crt",
                    "-days", "100")
            } else {
                try await openssl(
                    "x509", "-req", "-in", "\(name).csr", "-CA", "ca.crt", "-CAkey", "ca.key",
                    "-CAcreateserial", "-out", "\(name).crt", "-days", "100")
            }
        }
        return named(authority: "ca.crt", broker: "broker", client: "client", ending: "crt")
    }

    /// The second report's files, made with its commands: P-256, its names, its file names.
    /// - Parameter days: how long its authority lasts; it took what `req -x509` gives.
    func project(days: Int = 30) async throws -> Setup {
        for name in ["ca", "raspi", "esp8266"] {
            try await openssl(
                "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out",
                "ecc.\(name).key.pem")
        }
        try await openssl(
            "req", "-x509", "-new", "-key", "ecc.ca.key.pem", "-out", "ecc.ca.cert.pem", "-days",
            "\(days)", "-sha256", "-subj", "/C=FR/L=Limoges/O=TMC/OU=IOT/CN=ACTMC")
        for (name, commonName) in [("raspi", "mqtt.com"), ("esp8266", "esp8266")] {
            try await openssl(
                "req", "-new", "-key", "ecc.\(name).key.pem", "-out", "\(name).csr", "-sha256",
                "-subj", "/C=FR/L=Limoges/O=TMC/OU=IOT/CN=\(commonName)")
            try await openssl(
                "x509", "-req", "-in", "\(name).csr", "-CA", "ecc.ca.cert.pem", "-CAkey",
                "ecc.ca.key.pem", "-CAcreateserial", "-out", "ecc.\(name).cert.pem", "-days",
                "3650", "-sha256")
        }
        var setup = named(
            authority: "ecc.ca.cert.pem", broker: "ecc.raspi", client: "ecc.esp8266",
            ending: "cert.pem", keyEnding: "key.pem")
        setup.broker["tls_version"] = "tlsv1.2"
        setup.broker["use_identity_as_username"] = "true"
        return setup
    }

    private func named(
        authority: String, broker: String, client: String, ending: String,
        keyEnding: String = "key"
    ) -> Setup {
        Setup(
            folder: folder,
            broker: [
                "cafile": path(authority), "certfile": path("\(broker).\(ending)"),
                "keyfile": path("\(broker).\(keyEnding)"), "require_certificate": "true",
                "allow_anonymous": "true",
            ],
            client: ClientSide(
                authorities: path(authority), certificate: path("\(client).\(ending)"),
                key: path("\(client).\(keyEnding)")))
    }
}
