internal import Foundation
internal import Synchronization

/// What a test tells the libraries that it loads.
enum TestEnvironment {
    /// What was set, beside what the process was started with: nobody reads the real environment,
    /// which may move while it is read.
    private static let added = Mutex<[String: String]>([:])
    private static let original = ProcessInfo.processInfo.environment

    /// The variables that programs are started with.
    static var variables: [String: String] {
        original.merging(added.withLock { $0 }) { _, new in new }
    }

    /// Sets a variable of this process and of all that it starts.
    static func set(_ name: String, _ value: String) {
        _ = original
        added.withLock { $0[name] = value }
        SignalMask.alone {
            // Proof: both texts are lent for the call, which copies them; no program is started
            // meanwhile.
            _ = unsafe setenv(name, value, 1)
        }
    }

    /// Whether a file has this path.
    static func isFile(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// Makes a folder.
    static func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    /// Writes a file that its owner alone may read.
    static func writePrivately(_ text: String, to path: String) throws {
        let isMade = FileManager.default.createFile(
            atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        if !isMade { throw StockPeerError("\(path) cannot be written") }
    }
}
