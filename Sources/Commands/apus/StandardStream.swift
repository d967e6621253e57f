internal import Foundation

/// The process's own streams, without buffering: a pipe sees each message at once.
enum StandardStream {
    /// Writes text to the standard output.
    static func output(_ text: String) { output(Array(text.utf8)) }

    /// Writes bytes to the standard output.
    static func output(_ bytes: [UInt8]) {
        // A closed pipe ends the process by its signal; nothing else can be said about it here.
        try? FileHandle.standardOutput.write(contentsOf: Data(bytes))
    }

    /// Writes a line to the standard error.
    static func error(_ line: String) {
        try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))  // as above
    }

    /// Writes text to the standard error, where questions do not mix with results.
    static func prompt(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))  // as above
    }

    /// The standard input in lines, without their ends, as they come.
    static func lines() -> AsyncStream<[UInt8]> {
        let pending = LinePieces()
        return AsyncStream { await pending.next() }
    }

    /// All of the standard input.
    static func input() -> [UInt8] { Array(FileHandle.standardInput.readDataToEndOfFile()) }
}
