import Foundation
import Glibc

/// `openssl s_client` as the peer of a TLS listener.
final class SClient {
    private let process: Process
    private let input = Pipe()
    private let output: URL
    private let messages: URL

    init(port: UInt16, folder: TemporaryFolder, _ options: [String] = []) throws {
        let name = UUID().uuidString
        output = folder.url.appending(path: "\(name).output")
        messages = folder.url.appending(path: "\(name).messages")
        try Data().write(to: output)
        try Data().write(to: messages)
        process = OpenSSLTool.process(
            ["s_client", "-connect", "127.0.0.1:\(port)", "-quiet"] + options)
        process.currentDirectoryURL = folder.url
        process.standardInput = input
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: messages)
        try process.run()
    }

    deinit { terminate() }

    func send(_ bytes: [UInt8]) throws {
        try input.fileHandleForWriting.write(contentsOf: Data(bytes))
    }

    /// Ends the input; with `-no_ign_eof` s_client then says goodbye.
    func closeInput() throws { try input.fileHandleForWriting.close() }

    /// Ends s_client without a goodbye.
    ///
    /// With the signal that cannot be blocked: a test's thread may hand a blocking mask down.
    func terminate() { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Stops s_client from reading, until `resume`.
    func suspend() { _ = process.suspend() }

    /// Lets s_client go on.
    func resume() { _ = process.resume() }

    /// What the server sent, up to the end of the connection.
    func received() throws -> Data {
        process.waitUntilExit()
        return try Data(contentsOf: output)
    }

    /// What s_client had to say by its end.
    func complaints() throws -> String {
        process.waitUntilExit()
        return String(decoding: try Data(contentsOf: messages), as: UTF8.self)
    }
}
