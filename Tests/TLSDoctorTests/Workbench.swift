import FaultCatalogue
import Foundation
import StockPeers
import TLSDoctor

/// A folder in which openssl makes what a test examines.
struct Workbench {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func path(_ name: String) -> String { folder.path(name) }

    var now: Int64 { Int64(Date().timeIntervalSince1970) }

    func openssl(_ arguments: String...) async throws {
        try await ProgramRun.succeed("openssl", arguments, in: folder.url)
    }

    /// An authority of its own name on P-256: `NAME.crt` and `NAME.key`.
    func authority(_ name: String = "ca", subject: String = "/O=Test/CN=Test CA") async throws {
        try await openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", "\(name).key", "-out", "\(name).crt", "-days", "300", "-subj", subject,
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    }

    /// A certificate signed by an authority: `NAME.crt` and `NAME.key`.
    func issue(
        _ name: String, subject: String? = nil, by authority: String = "ca", days: Int = 30,
        serial: Int? = nil, _ extensions: String
    ) async throws {
        try write("\(name).ext", extensions + "\n")
        try await openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
            "\(name).key", "-out", "\(name).csr", "-subj", subject ?? "/O=Test/CN=\(name)")
        let number = serial.map { ["-set_serial", "\($0)"] } ?? ["-CAcreateserial"]
        try await ProgramRun.succeed(
            "openssl",
            [
                "x509", "-req", "-in", "\(name).csr", "-CA", "\(authority).crt", "-CAkey",
                "\(authority).key", "-days", "\(days)", "-extfile", "\(name).ext", "-out",
                "\(name).crt",
            ] + number, in: folder.url)
    }

    func issueServer(_ name: String = "server", by authority: String = "ca") async throws {
        try await issue(name, by: authority, Self.serverExtensions)
    }

    func issueClient(_ name: String = "client", by authority: String = "ca") async throws {
        try await issue(name, by: authority, Self.clientExtensions)
    }

    static let leafExtensions =
        "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
        + "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
    static let serverExtensions =
        leafExtensions + "extendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost,IP:127.0.0.1"
    static let clientExtensions = leafExtensions + "extendedKeyUsage=clientAuth"

    func write(_ name: String, _ text: String) throws {
        try text.write(toFile: path(name), atomically: true, encoding: .utf8)
    }

    func read(_ name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }

    func setMode(_ mode: Int, of name: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
    }

    /// A configuration with one listener.
    func configuration(_ lines: [String], port: Int = 8883) throws -> String {
        try write(
            "mosquitto.conf",
            (["listener \(port) 127.0.0.1"] + lines).joined(separator: "\n") + "\n")
        return path("mosquitto.conf")
    }

    /// Lines of a listener with mutual TLS.
    var mutualTLS: [String] {
        [
            "cafile \(path("ca.crt"))", "certfile \(path("server.crt"))",
            "keyfile \(path("server.key"))", "require_certificate true",
            "use_identity_as_username true",
        ]
    }

    /// What the doctor says of files in this folder.
    func examine(
        _ names: String..., client: ClientFiles = ClientFiles(), host: String? = nil
    ) -> DoctorReport {
        FileDoctor.examine(names.map { path($0) }, client: client, host: host, now: now)
    }

    /// The client's files as options.
    var client: ClientFiles {
        ClientFiles(
            authorities: path("ca.crt"), certificate: path("client.crt"), key: path("client.key"))
    }
}

extension DoctorReport {
    /// The findings with that id.
    func findings(_ id: FaultID) -> [Finding] { findings.filter { $0.id == id } }

    /// Everything in one line, for messages of failed tests.
    var summary: String { findings.map(\.line).joined(separator: " | ") }
}
