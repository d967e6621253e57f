package import Foundation
internal import Synchronization

/// A program that ran to its end, and what it wrote.
package struct ProgramRun: Sendable {
    package let exitCode: Int32
    package let output: String
    package let errors: String

    /// Runs a program to its end; output goes through files, so that no pipe can fill.
    package static func run(
        _ program: String, _ arguments: [String], input: String = "", in folder: URL
    ) async throws -> ProgramRun {
        let name = UUID().uuidString
        let output = folder.appendingPathComponent(name + ".out")
        let errors = folder.appendingPathComponent(name + ".err")
        let source = folder.appendingPathComponent(name + ".in")
        for file in [output, errors] { try Data().write(to: file) }
        try Data(input.utf8).write(to: source)
        let process = Process()
        process.executableURL = try find(program)
        process.arguments = arguments
        let handles = [
            try FileHandle(forReadingFrom: source), try FileHandle(forWritingTo: output),
            try FileHandle(forWritingTo: errors),
        ]
        // Foundation keeps them open, and starts no program safely where a thousand are.
        defer { for handle in handles { try? handle.close() } }  // the program has ended
        process.standardInput = handles[0]
        process.standardOutput = handles[1]
        process.standardError = handles[2]
        process.currentDirectoryURL = folder
        process.environment = ProgramEnvironment.within(folder)
        let exitCode = try await exitCode(of: process)
        return ProgramRun(
            exitCode: exitCode,
            output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }

    /// Runs a program that must succeed.
    package static func succeed(
        _ program: String, _ arguments: [String], in folder: URL
    ) async throws {
        let run = try await run(program, arguments, in: folder)
        if run.exitCode != 0 { throw StockPeerError("\(program) failed: \(run.errors)") }
    }

    /// The program's file, or an error that says how to get it.
    package static func find(_ program: String) throws -> URL {
        let folders = ["", "/usr/sbin/", "/usr/bin/", "/usr/local/bin/", "/bin/"]
        for folder in folders where (folder + program).hasPrefix("/") {
            if FileManager.default.isExecutableFile(atPath: folder + program) {
                return URL(fileURLWithPath: folder + program)
            }
        }
        throw StockPeerError(
            "\(program) is not installed; install it: apt-get install mosquitto mosquitto-clients"
                + " openssl python3-paho-mqtt tshark")
    }

    private static func exitCode(of process: Process) async throws -> Int32 {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            continuation.yield(process.terminationStatus)
            continuation.finish()
        }
        try SignalMask.cleared { try process.run() }
        for await code in stream { return code }
        throw StockPeerError("\(process) ended without an exit code")
    }
}
