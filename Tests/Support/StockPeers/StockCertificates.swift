internal import Foundation

/// A certificate authority, a broker's and a client's certificate, made with the openssl program.
package struct StockCertificates {
    package let folder: TemporaryFolder

    /// Makes `ca`, `broker` (localhost, 127.0.0.1), `other` (elsewhere.example) and `client`.
    package init() async throws {
        folder = try TemporaryFolder()
        try await openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", "ca.key", "-out", "ca.crt", "-days", "2", "-subj", "/O=Test/CN=Test CA")
        try await issue("broker", "subjectAltName=DNS:localhost,IP:127.0.0.1")
        try await issue("other", "subjectAltName=DNS:elsewhere.example")
        try await issue("client", "extendedKeyUsage=clientAuth")
        try await openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", "stranger.key", "-out", "stranger.crt", "-days", "2", "-subj",
            "/O=Test/CN=Stranger")
    }

    /// The path of one of the files, such as `ca.crt`.
    package func path(_ name: String) -> String { folder.path(name) }

    /// Lines of mosquitto.conf for mutual TLS with the named certificate.
    package func mutualTLS(broker name: String = "broker") -> [String] {
        [
            "cafile \(path("ca.crt"))", "certfile \(path(name + ".crt"))",
            "keyfile \(path(name + ".key"))", "require_certificate true",
            "allow_anonymous true",
        ]
    }

    private func issue(_ name: String, _ extensions: String) async throws {
        try (extensions + "\n").write(
            toFile: path(name + ".ext"), atomically: true, encoding: .utf8)
        try await openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
            name + ".key", "-out", name + ".csr", "-subj", "/O=Test/CN=\(name)")
        try await openssl(
            "x509", "-req", "-in", name + ".csr", "-CA", "ca.crt", "-CAkey", "ca.key",
            "-CAcreateserial", "-days", "2", "-extfile", name + ".ext", "-out", name + ".crt")
    }

    private func openssl(_ arguments: String...) async throws {
        try await ProgramRun.succeed("openssl", arguments, in: folder.url)
    }
}
