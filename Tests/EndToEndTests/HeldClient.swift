import Foundation
import Identity
import StockPeers

/// `openssl s_client` with a device's identity, which says what it is told to, when it is told to.
final class HeldClient {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    init(port: Int, _ made: MadeIdentities) throws {
        process.executableURL = try ProgramRun.find("openssl")
        process.arguments = [
            "s_client", "-connect", "127.0.0.1:\(port)", "-quiet", "-CAfile", made.authorityFile,
            "-cert", made.device.certificatePath, "-key", made.device.keyPath,
        ]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    func send(_ bytes: [UInt8]) throws {
        try input.fileHandleForWriting.write(contentsOf: Data(bytes))
    }

    /// All that the broker says until it closes.
    func answer() throws -> [UInt8] {
        Array(try output.fileHandleForReading.readToEnd() ?? Data())
    }
}
