import Foundation
import Identity
import StockPeers

/// `openssl s_client` with a device's identity, which says what it is told to, when it is told to.
final class HeldClient {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    /// CONNECT of MQTT 5 as `id`, which asks for reasons in words.
    static let connect: [UInt8] = [
        0x10, 17, 0, 4, 0x4D, 0x51, 0x54, 0x54, 5, 2, 0, 60, 2, 0x17, 1, 0, 2, 0x69, 0x64,
    ]

    convenience init(port: Int, _ made: MadeIdentities) throws {
        try self.init(
            port: port,
            [
                "-CAfile", made.authorityFile, "-cert", made.device.certificatePath, "-key",
                made.device.keyPath,
            ])
    }

    /// - Parameter options: of `s_client`.
    init(port: Int, _ options: [String]) throws {
        process.executableURL = try ProgramRun.find("openssl")
        process.arguments =
            [
                "s_client", "-connect", "127.0.0.1:\(port)", "-quiet",
            ] + options
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
