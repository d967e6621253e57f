import Foundation

/// The checkout that this test was compiled in, or another one that the environment names.
struct Repository {
    /// Its own checkout.
    static let own = Repository(root: Repository.rootOfThisFile())

    let root: URL

    /// All Swift and C files of sources and tests, and the package's manifest.
    func files() throws -> [SourceFile] {
        let endings = [".swift", ".h", ".c"]
        var paths = ["Package.swift"]
        for folder in ["Sources", "Tests"] {
            let found = try FileManager.default.subpathsOfDirectory(
                atPath: root.appending(path: folder).path)
            paths += found.map { "\(folder)/\($0)" }
        }
        return
            try paths
            .filter { path in endings.contains { path.hasSuffix($0) } }
            .sorted()
            .map { SourceFile(path: $0, text: try text(of: $0)) }
    }

    /// The text of one file.
    func text(of path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// The manifest as SwiftPM understands it.
    ///
    /// `swift test` may hold the lock of `.build` while tests run, so the dump has its own folder.
    func packageDescription() throws -> PackageDescription {
        let scratch = FileManager.default.temporaryDirectory
            .appending(path: "apus-tidy-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }  // only litter is lost
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "swift", "package", "--package-path", root.path, "--scratch-path", scratch.path,
            "--disable-sandbox", "dump-package",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let json = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw DumpFailure(exitStatus: process.terminationStatus)
        }
        return try JSONDecoder().decode(PackageDescription.self, from: json)
    }

    private static func rootOfThisFile(_ file: String = #filePath) -> URL {
        if let other = ProcessInfo.processInfo.environment["APUS_TIDY_ROOT"] {
            return URL(filePath: other)
        }
        return URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }
}
