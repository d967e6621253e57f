import Foundation

/// What a program printed and returned.
struct ToolRun {
    let status: Int32
    /// Standard output and standard error as they came.
    let text: String

    init(
        _ tool: String, _ arguments: [String], in folder: TemporaryFolder,
        environment: [String: String] = [:], input: String? = nil
    ) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [tool] + arguments
        process.currentDirectoryURL = URL(filePath: folder.path)
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        let typed = Pipe()
        process.standardInput = input == nil ? FileHandle.nullDevice : typed
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        try process.run()
        if let input {
            try typed.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try typed.fileHandleForWriting.close()
        }
        let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        status = process.terminationStatus
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// Runs `openssl` with arguments as one would type them.
    static func openssl(_ line: String, in folder: TemporaryFolder) throws -> ToolRun {
        try ToolRun("openssl", line.split(separator: " ").map(String.init), in: folder)
    }

    /// Runs the `apus` that was built beside these tests.
    static func apus(
        _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:],
        input: String? = nil
    ) throws -> ToolRun {
        try ToolRun(apusPath, arguments, in: folder, environment: environment, input: input)
    }

    static var apusPath: String {
        URL(filePath: ProcessInfo.processInfo.arguments[0]).deletingLastPathComponent().path
            + "/apus"
    }
}
