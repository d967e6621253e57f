import Foundation
import Glibc

/// Another program in place of ours for a while: with our terminal, for it may ask for a password.
enum ForegroundProgram {
    /// Why the program did not run.
    enum Refusal: Error, CustomStringConvertible {
        case notFound(String)
        case system(String, Int32)

        var description: String {
            switch self {
            case .notFound("scp"): "there is no scp here; apt-get install openssh-client"
            case .notFound(let name): "there is no \(name) here"
            case .system(let name, let number): "\(name) could not run: system error \(number)"
            }
        }
    }

    /// Runs a program of PATH with these words, the first of which is its name, and awaits its end.
    ///
    /// Foundation's `Process` would put it into a process group of its own, where a question to the
    /// terminal stops it for ever.
    static func run(_ words: [String]) throws(Refusal) -> Int32 {
        guard let name = words.first, !words.contains(where: { $0.utf8.contains(0) }) else {
            throw .notFound(words.first ?? "")
        }
        let settings = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
        // Proof: strdup copies a terminated string; each copy is freed below, once.
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        // Proof: as above.
        var environment = unsafe settings.map { unsafe strdup($0) } + [nil]
        // Proof: both hold what strdup gave, and freeing nil does nothing.
        defer { unsafe (arguments + environment).forEach { unsafe free($0) } }
        var child = pid_t()
        // Proof: all strings are terminated and live until the call ends, which copies them.
        let fault = unsafe posix_spawnp(&child, name, nil, nil, &arguments, &environment)
        if fault == ENOENT { throw .notFound(name) }
        if fault != 0 { throw .system(name, fault) }
        var status: Int32 = 0
        // Proof: `status` is ours and lives during the call.
        while unsafe waitpid(child, &status, 0) < 0 {
            if errno != EINTR { throw .system(name, errno) }
        }
        // The low seven bits name the signal that ended the program, 0 for an orderly end.
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }
}
