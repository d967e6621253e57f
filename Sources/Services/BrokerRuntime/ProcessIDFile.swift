import Foundation

/// The file that holds the process identifier while the broker runs (pid_file).
package struct ProcessIDFile: Sendable {
    private let path: String?

    /// Writes the file, when one is wanted.
    /// - Throws: what Foundation says of the path.
    package init(path: String?) throws {
        self.path = path
        guard let path else { return }
        let line = "\(ProcessInfo.processInfo.processIdentifier)\n"
        try Data(line.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    /// Removes the file; one that is gone already is no news.
    package func remove() {
        if let path { try? FileManager.default.removeItem(atPath: path) }
    }
}
