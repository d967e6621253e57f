import Foundation
import StockPeers

extension Bench {
    /// Makes `NAME.key` and `NAME.pub`; by default on P-256.
    @discardableResult
    func makeKey(
        _ name: String, _ kind: [String] = ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
    ) async throws -> String {
        try await ProgramRun.succeed(
            "openssl", ["genpkey", "-out", name + ".key", "-algorithm"] + kind, in: folder.url)
        try await openssl("pkey", "-in", name + ".key", "-pubout", "-out", name + ".pub")
        return path(name + ".key")
    }

    /// Makes a certificate, in PEM.
    func issue(_ file: String, _ recipe: CertificateRecipe) async throws {
        let extensions = file + ".ext"
        try write(
            Data((recipe.extensions.joined(separator: "\n") + "\n").utf8), to: extensions)
        defer { try? FileManager.default.removeItem(at: url(extensions)) }  // only litter is lost
        if recipe.begins != nil || recipe.ends != nil {
            return try await issueWithin(file, recipe, extensions: extensions)
        }
        var arguments = [
            "x509", "-new", "-subj", recipe.subject, "-days", "\(recipe.days)", "-extfile",
            extensions, "-\(recipe.digest)", "-out", file,
        ]
        if let serial = recipe.serial { arguments += ["-set_serial", serial] }
        if let issuer = recipe.issuer {
            let publicKey = recipe.key.replacing(".key", with: ".pub")
            arguments += [
                "-force_pubkey", publicKey, "-CA", issuer.certificate, "-CAkey", issuer.key,
            ]
        } else {
            arguments += ["-key", recipe.key]
        }
        try await ProgramRun.succeed("openssl", arguments, in: folder.url)
    }

    /// The command `x509` makes none that begins elsewhere than now; `ca` does.
    private func issueWithin(
        _ file: String, _ recipe: CertificateRecipe, extensions: String
    ) async throws {
        let signer = try await AuthorityBooks(bench: self)
        try await openssl(
            "req", "-new", "-key", recipe.key, "-subj", recipe.subject, "-out",
            signer.file("request.csr"))
        let end = recipe.ends ?? recipe.days * 86_400
        var arguments = [
            "-in", signer.file("request.csr"), "-extfile", extensions, "-notext", "-batch",
            "-startdate", Self.time(recipe.begins ?? 0), "-enddate", Self.time(end), "-out", file,
        ]
        if recipe.issuer == nil { arguments.append("-selfsign") }
        try await signer.run(
            arguments, as: recipe.issuer ?? Kit.Issuer(certificate: "", key: recipe.key))
    }

    /// Writes an authority's list.
    /// - Parameters:
    ///   - revoked: certificates that it takes back.
    ///   - begins: seconds from now.
    ///   - ends: seconds from now.
    func writeList(
        _ file: String, of issuer: Kit.Issuer, revoking revoked: [String] = [], begins: Int = -60,
        ends: Int = 30 * 86_400
    ) async throws {
        let books = try await AuthorityBooks(bench: self)
        for certificate in revoked {
            try await books.run(["-revoke", certificate], as: issuer)
        }
        try await books.run(
            [
                "-gencrl", "-crl_lastupdate", Self.time(begins), "-crl_nextupdate",
                Self.time(ends), "-out", file,
            ], as: issuer)
    }

    /// A moment as OpenSSL writes it: `20261121205239Z`.
    private static func time(_ secondsFromNow: Int) -> String {
        Date(timeIntervalSinceNow: Double(secondsFromNow)).formatted(.iso8601)
            .filter { $0.isNumber || $0 == "Z" }
    }
}
