internal import Foundation

/// Debian's mosquitto on a free port of loopback, with a configuration of the test's own.
package final class StockBroker {
    package let port: Int
    package let folder: TemporaryFolder
    private let process = Process()
    private let ended: AsyncStream<Void>
    private let log: Transcript

    /// Starts the broker and returns when it listens.
    /// - Parameter settings: lines of mosquitto.conf after `listener`.
    package init(
        settings: [String] = ["allow_anonymous true"], port: Int? = nil,
        folder: TemporaryFolder? = nil
    ) async throws {
        let folder = try folder ?? TemporaryFolder()
        self.folder = folder
        log = try await Transcript()
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        self.ended = ended
        process.terminationHandler = { _ in end.finish() }
        if let port {
            self.port = port
        } else {
            self.port = try await FreePort.find()
        }
        let user = NSUserName()
        let lines =
            [
                "user \(user)", "log_dest stderr", "log_type error", "log_type information",
                "listener \(self.port) 127.0.0.1",
            ]
            + settings
        let file = folder.path("mosquitto.conf")
        try (lines.joined(separator: "\n") + "\n").write(
            toFile: file, atomically: true, encoding: .utf8)
        process.executableURL = try ProgramRun.find("mosquitto")
        process.arguments = ["-c", file]
        process.currentDirectoryURL = folder.url
        process.standardError = log.pipe
        process.standardOutput = FileHandle.nullDevice
        try SignalMask.cleared { try process.run() }
        try await log.contains(" running\n")
        try await awaitLoop()
    }

    /// Mosquitto forgets a SIGTERM that comes between its "running" and its first loop; it runs its
    /// loop when it closes a connection that speaks neither MQTT nor TLS.
    private func awaitLoop() async throws {
        let peer = try await RawPeer(port: port)
        await peer.send(Array(repeating: 0xC0, count: 16))
        _ = try await peer.bytesToEnd()
    }

    deinit { if process.isRunning { process.terminate() } }

    /// Ends the broker; it saves its persistence first.
    package func stop() async {
        process.terminate()
        for await _ in ended {}
    }
}
