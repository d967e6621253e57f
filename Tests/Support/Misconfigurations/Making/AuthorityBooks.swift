import Foundation
import StockPeers

/// What `openssl ca` keeps of what it signed and took back.
struct AuthorityBooks {
    private let bench: Bench
    private let name = "books-" + UUID().uuidString

    init(bench: Bench) async throws {
        self.bench = bench
        try FileManager.default.createDirectory(
            at: bench.url(name), withIntermediateDirectories: true)
        try bench.write(Data(), to: file("index.txt"))
        let folder = bench.path(name)
        let lines = [
            "[ca]", "default_ca=d", "[d]", "database=\(folder)/index.txt",
            "new_certs_dir=\(folder)", "default_md=sha256", "policy=p", "rand_serial=yes",
            "unique_subject=no", "default_crl_days=30", "preserve=yes", "[p]",
            "countryName=optional", "stateOrProvinceName=optional", "organizationName=optional",
            "organizationalUnitName=optional", "commonName=optional",
        ]
        try bench.write(Data((lines.joined(separator: "\n") + "\n").utf8), to: file("books.cnf"))
    }

    /// A file that lies with the books, as the bench names it.
    func file(_ file: String) -> String { "\(name)/\(file)" }

    /// Runs `openssl ca` as an authority; without a certificate it signs itself.
    func run(_ arguments: [String], as issuer: Kit.Issuer) async throws {
        var command = ["ca", "-config", file("books.cnf"), "-keyfile", issuer.key]
        if !issuer.certificate.isEmpty { command += ["-cert", issuer.certificate] }
        try await ProgramRun.succeed("openssl", command + arguments, in: bench.folder.url)
    }
}
