import Foundation

/// The `openssl` command, which is the oracle and the peer of these tests.
enum OpenSSLTool {
    struct Refusal: Error {
        let arguments: [String]
        let text: String
    }

    static func process(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        return process
    }

    /// Runs to the end and answers what was said, which is thrown when it fails.
    @discardableResult
    static func run(_ arguments: String..., in folder: TemporaryFolder) throws -> String {
        try run(arguments, in: folder)
    }

    @discardableResult
    static func run(_ arguments: [String], in folder: TemporaryFolder) throws -> String {
        let process = process(arguments)
        process.currentDirectoryURL = folder.url
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        if process.terminationStatus != 0 { throw Refusal(arguments: arguments, text: text) }
        return text
    }
}
