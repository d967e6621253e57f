import Foundation

/// A certificate authority made by the `openssl` command, and what it signed.
final class TestAuthority {
    let folder: TemporaryFolder
    private let name: String

    init(_ name: String, in folder: TemporaryFolder) throws {
        self.folder = folder
        self.name = name
        try OpenSSLTool.run(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", "\(name).key", "-out", "\(name).crt", "-days", "2", "-subj",
            "/O=Apus Tests/CN=\(name)", in: folder)
    }

    /// One whose key and certificate lie in the folder already.
    init(named name: String, in folder: TemporaryFolder) {
        self.folder = folder
        self.name = name
    }

    var certificate: String { folder.path("\(name).crt") }

    /// Makes `leaf.key` and `leaf.crt`, the latter valid for so many days from now.
    func issue(
        _ leaf: String, subject: String, days: Int = 1, extensions: String? = nil,
        algorithm: String = "ec:P-256"
    ) throws {
        let parts = algorithm.split(separator: ":").map(String.init)
        let curve = parts.count > 1 ? ["-pkeyopt", "ec_paramgen_curve:\(parts[1])"] : []
        try OpenSSLTool.run(
            ["genpkey", "-algorithm", parts[0]] + curve + ["-out", "\(leaf).key"], in: folder)
        try OpenSSLTool.run(
            "req", "-new", "-key", "\(leaf).key", "-out", "\(leaf).csr", "-subj", subject,
            in: folder)
        try OpenSSLTool.run(
            "x509", "-req", "-in", "\(leaf).csr", "-CA", "\(name).crt", "-CAkey", "\(name).key",
            "-CAcreateserial", "-out", "\(leaf).crt", "-days", "\(days)", "-extfile",
            extensions ?? "/dev/null", in: folder)
    }

    /// Takes a leaf back; the next list says so.
    func revoke(_ leaf: String) throws {
        try OpenSSLTool.run(
            "ca", "-config", try configuration(), "-revoke", "\(leaf).crt", in: folder)
    }

    /// Writes what was taken back to a file, valid for so many days; a list that is there already
    /// is replaced as a whole.
    func list(_ file: String, days: Int = 1) throws {
        try OpenSSLTool.run(
            "ca", "-config", try configuration(), "-gencrl", "-crldays", "\(days)", "-out",
            "\(file).new", in: folder)
        let new = folder.url.appending(path: "\(file).new")
        let url = folder.url.appending(path: file)
        if FileManager.default.fileExists(atPath: url.path) {
            try FileManager.default.removeItem(at: url)
        }
        try FileManager.default.moveItem(at: new, to: url)
    }

    private func configuration() throws -> String {
        let database = folder.path("\(name).index")
        if !FileManager.default.fileExists(atPath: database) {
            _ = try folder.write("", to: "\(name).index")
        }
        return try folder.write(
            """
            [ca]
            default_ca = d
            [d]
            database = \(database)
            certificate = \(certificate)
            private_key = \(folder.path("\(name).key"))
            default_md = sha256
            """, to: "\(name).cnf")
    }
}
