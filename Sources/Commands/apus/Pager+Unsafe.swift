import Foundation

/// Shows text page by page on a terminal, and as it is anywhere else.
enum Pager {
    /// What a pipe holds on Linux without anybody reading.
    private static let bytesMax = 60_000

    /// Shows the text; on a terminal the process becomes the pager and does not return.
    static func show(_ text: String) {
        let bytes = Array(text.utf8)
        if isatty(STDOUT_FILENO) == 1, bytes.count <= bytesMax { become(words, showing: bytes) }
        StandardStream.output(bytes)
    }

    /// `$PAGER` in words, without a shell; by default `less`.
    private static var words: [String] {
        let words = (ProcessInfo.processInfo.environment["PAGER"] ?? "").split(separator: " ")
        return words.isEmpty ? ["less"] : words.map(String.init)
    }

    /// Returns only when there is no such program.
    private static func become(_ words: [String], showing bytes: [UInt8]) {
        let pipe = Pipe()
        // A pipe that takes nothing shows the text without a pager.
        guard (try? pipe.fileHandleForWriting.write(contentsOf: Data(bytes))) != nil,
            (try? pipe.fileHandleForWriting.close()) != nil
        else { return }
        // Proof: setenv copies both strings. As git has it: less quits on a short text and leaves
        // it on the screen.
        _ = unsafe setenv("LESS", "FRX", 0)
        let ownInput = dup(STDIN_FILENO)
        dup2(pipe.fileHandleForReading.fileDescriptor, STDIN_FILENO)
        // Proof: the strings are the process's own until it is replaced, and nil ends the list.
        // Without such a program the process shows the text and ends: nothing is given back before.
        let arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        if let program = unsafe arguments[0] { _ = unsafe execvp(program, arguments) }
        dup2(ownInput, STDIN_FILENO)
        close(ownInput)
    }
}
