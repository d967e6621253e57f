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

    var certificate: String { folder.path("\(name).crt") }

    /// Makes `leaf.key` and `leaf.crt`, the latter valid for so many days from now.
    func issue(_ leaf: String, subject: String, days: Int = 1) throws {
        try OpenSSLTool.run(
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", "\(leaf).key", "-out", "\(leaf).csr", "-subj", subject, in: folder)
        try OpenSSLTool.run(
            "x509", "-req", "-in", "\(leaf).csr", "-CA", "\(name).crt", "-CAkey", "\(name).key",
            "-CAcreateserial", "-out", "\(leaf).crt", "-days", "\(days)", in: folder)
    }
}
