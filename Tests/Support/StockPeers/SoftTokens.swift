internal import Foundation

/// Tokens of SoftHSM in a folder of this process, as its environment tells the module.
///
/// The module reads its tokens once per process; so all of them are made before it is loaded. A
/// login writes to its token, and another process that starts just then finds none: so each program
/// that a test starts gets a copy of its own.
package struct SoftTokens: Sendable {
    /// The tokens of this process.
    package static let shared = Task { try await SoftTokens() }

    /// Where the PIN lies, among other files.
    package let folder: TemporaryFolder
    /// SoftHSM's module.
    package let modulePath: String

    /// The user's PIN of every token.
    package static let pin = "4711-secret"
    /// The keys of the token `apus`; `always` wants the PIN for each signature.
    package static let keys = ["p256", "p384", "rsa", "always"]
    /// All tokens: one for everything that succeeds, and some for what fails or breaks.
    package static let tokens = ["apus", "spare", "lost", "closed", "guarded", "empty"]

    /// Makes the tokens and their keys.
    private init() async throws {
        folder = try TemporaryFolder()
        let candidates = ["/usr/lib/softhsm", "/usr/lib/x86_64-linux-gnu/softhsm", "/usr/lib64"]
            .map { $0 + "/libsofthsm2.so" }
        guard let module = candidates.first(where: TestEnvironment.isFile) else {
            throw StockPeerError("SoftHSM is not installed; install it: apt-get install softhsm2")
        }
        modulePath = module
        try TestEnvironment.makeFolder(folder.path("tokens"))
        try configuration(tokens: folder.path("tokens"))
            .write(toFile: folder.path("softhsm2.conf"), atomically: true, encoding: .utf8)
        TestEnvironment.set("SOFTHSM2_CONF", folder.path("softhsm2.conf"))
        try TestEnvironment.writePrivately(Self.pin + "\n", to: folder.path("pin"))
        for token in Self.tokens {
            try await ProgramRun.succeed(
                "softhsm2-util",
                ["--init-token", "--free", "--label", token, "--so-pin", "12345678", "--pin"]
                    + [Self.pin], in: folder.url)
        }
        let kinds = ["EC:prime256v1", "EC:secp384r1", "rsa:2048", "EC:prime256v1"]
        for (place, key) in Self.keys.enumerated() {
            let extra = key == "always" ? ["--always-auth"] : []
            try await make(key, kinds[place], number: place + 1, in: "apus", extra)
        }
        for token in ["spare", "lost", "closed", "guarded"] {
            try await make("p256", kinds[0], number: 1, in: token)
        }
        for key in Self.keys {
            try await ProgramRun.succeed(
                "p11tool",
                ["--provider", module, "--export", "pkcs11:token=apus;object=\(key);type=public"]
                    + ["--outfile", publicKeyFile(key)], in: folder.url)
        }
        try FileManager.default.copyItem(
            atPath: folder.path("tokens"), toPath: folder.path("pristine"))
    }

    /// The address of a key, with its PIN in a file.
    package func address(_ object: String, token: String = "apus") -> String {
        "pkcs11:token=\(token);object=\(object)?pin-source=file:\(folder.path("pin"))"
            + "&module-path=\(modulePath)"
    }

    /// The file with the public half of a key (PEM), as another program reads it.
    package func publicKeyFile(_ object: String) -> String { folder.path("\(object).pub") }

    /// Runs a program that has tokens of its own, like these.
    package func run(_ program: String, _ arguments: [String]) async throws -> ProgramRun {
        let place = try TemporaryFolder()
        return try await ProgramRun.run(
            "/usr/bin/env", try environment(in: place) + [program] + arguments, in: place.url)
    }

    /// Starts a program that has tokens of its own, like these; they lie in that folder.
    package func start(
        _ program: String, _ arguments: [String], in place: TemporaryFolder
    ) async throws -> RunningProgram {
        try await RunningProgram(
            "/usr/bin/env", try environment(in: place) + [program] + arguments, in: place.url)
    }

    private func environment(in place: TemporaryFolder) throws -> [String] {
        try FileManager.default.copyItem(
            atPath: folder.path("pristine"), toPath: place.path("tokens"))
        try configuration(tokens: place.path("tokens"))
            .write(toFile: place.path("softhsm2.conf"), atomically: true, encoding: .utf8)
        return ["SOFTHSM2_CONF=\(place.path("softhsm2.conf"))"]
    }

    private func configuration(tokens: String) -> String {
        """
        directories.tokendir = \(tokens)
        objectstore.backend = file
        log.level = ERROR

        """
    }

    private func make(
        _ key: String, _ kind: String, number: Int, in token: String, _ extra: [String] = []
    ) async throws {
        try await ProgramRun.succeed(
            "pkcs11-tool",
            ["--module", modulePath, "--token-label", token, "--login", "--pin", Self.pin]
                + ["--keypairgen", "--key-type", kind, "--label", key, "--id", "0\(number)"]
                + extra, in: folder.url)
    }
}
