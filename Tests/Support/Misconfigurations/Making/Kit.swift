import Foundation
import StockPeers

/// Keys and authorities that all setups of a test share: made once, copied often.
package struct Kit: Sendable {
    let folder: TemporaryFolder

    /// An authority: where its certificate and its key are.
    struct Issuer: Sendable {
        let certificate: String
        let key: String
    }

    /// Makes an authority, one below it, a stranger, and a server's and a device's identity.
    package init() async throws {
        folder = try TemporaryFolder()
        let bench = Bench(kit: self, folder: folder)
        for name in ["root", "intermediate", "stranger", "server", "client"] {
            try await bench.makeKey(name)
        }
        try await bench.issue(
            "root.crt", .authority("/O=Greenhouse/CN=Greenhouse CA", key: path("root.key")))
        try await bench.issue(
            "stranger.crt", .authority("/O=Elsewhere/CN=Elsewhere CA", key: path("stranger.key")))
        var intermediate = CertificateRecipe.authority(
            "/O=Greenhouse/CN=Greenhouse Issuing CA", key: path("intermediate.key"))
        intermediate.issuer = root
        intermediate.days = 1_800
        try await bench.issue("intermediate.crt", intermediate)
        try await bench.issue("server.crt", .server(with: self))
        try await bench.issue("client.crt", .client(with: self))
    }

    func path(_ name: String) -> String { folder.path(name) }

    var root: Issuer { issuer("root") }
    var intermediate: Issuer { issuer("intermediate") }
    var stranger: Issuer { issuer("stranger") }

    private func issuer(_ name: String) -> Issuer {
        Issuer(certificate: path(name + ".crt"), key: path(name + ".key"))
    }
}
