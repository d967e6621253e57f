import ArgumentParser

/// The end of a command that failed: its lines are on standard error already.
enum Failure {
    /// Says every line, and answers the error that makes the process exit with the code.
    static func exit(_ code: Int32, _ lines: [String]) -> ExitCode {
        for line in lines { StandardStream.error("apus: \(line)") }
        return ExitCode(code)
    }
}
