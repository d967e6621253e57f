import Misconfigurations
import StockPeers

/// `openssl s_server` with a setup's certificate.
final class OpenSSLServer {
    let port: Int
    private let program: RunningProgram

    /// Starts it and returns when it listens.
    init(_ setup: Setup, _ arguments: [String]) async throws {
        port = try await FreePort.find()
        program = try await RunningProgram(
            "openssl",
            [
                "s_server", "-accept", "127.0.0.1:\(port)", "-cert",
                setup.broker["certfile"] ?? "", "-key", setup.broker["keyfile"] ?? "",
            ] + arguments, in: setup.folder.url)
        try await program.output.contains("ACCEPT")
    }
}
