import ArgumentParser
import Foundation

/// The end of a command that failed: its lines are on standard error already.
enum Failure {
    /// Says every line, and answers the error that makes the process exit with the code.
    static func exit(_ code: Int32, _ lines: [String]) -> ExitCode {
        for line in lines { say("apus: \(line)") }
        return ExitCode(code)
    }

    /// One line on standard error.
    static func say(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
