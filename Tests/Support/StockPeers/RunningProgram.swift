package import Foundation

/// A program that runs beside the test, whose output can be awaited line by line.
package final class RunningProgram {
    /// What it wrote to standard output so far.
    package let output: Transcript
    /// What it wrote to standard error so far.
    package let errors: Transcript
    private let process = Process()
    private let ended: AsyncStream<Int32>

    /// Starts the program.
    package init(_ program: String, _ arguments: [String], in folder: URL) async throws {
        output = try await Transcript()
        errors = try await Transcript()
        let (ended, end) = AsyncStream.makeStream(of: Int32.self)
        self.ended = ended
        process.executableURL = try ProgramRun.find(program)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProgramEnvironment.within(folder)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output.pipe
        process.standardError = errors.pipe
        process.terminationHandler = { process in
            end.yield(process.terminationStatus)
            end.finish()
        }
        try SignalMask.cleared { try process.run() }
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// The process identifier.
    package var processID: Int32 { process.processIdentifier }

    /// Sends a signal such as `SIGTERM`.
    package func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits until the program has ended by itself or by a signal.
    package func end() async throws -> ProgramRun {
        var exitCode: Int32?
        for await code in ended { exitCode = code }
        guard let exitCode else { throw StockPeerError("the program did not end in time") }
        return ProgramRun(
            exitCode: exitCode, output: await output.whole(), errors: await errors.whole())
    }
}
