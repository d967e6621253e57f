import Foundation
import StockPeers

/// System calls of a broker that fail while a test wants them to: `FaultyCalls.c`, preloaded.
final class FaultyCalls {
    /// What fails, and how.
    enum Fault: String, CaseIterable, Sendable {
        case syncFails
        case writeFails
        case writeIsTorn
        case diskIsFull
        case fullInTheMiddle

        /// What the trigger file says.
        var text: String {
            switch self {
            case .syncFails: "sync \(EIO)"
            case .writeFails: "write \(EIO)"
            case .writeIsTorn: "write \(EIO) torn"
            case .diskIsFull: "write \(ENOSPC)"
            case .fullInTheMiddle: "write \(ENOSPC) torn"
            }
        }
    }

    private let folder: TemporaryFolder

    /// Compiles the library.
    init() async throws {
        folder = try TemporaryFolder()
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("FaultyCalls.c").path
        try FileManager.default.createDirectory(
            atPath: store, withIntermediateDirectories: true)
        // Whoever has Swift has clang beside it.
        try await ProgramRun.succeed(
            "env", ["clang", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"],
            in: folder.url)
    }

    /// The folder whose files are concerned.
    var store: String { folder.path("store") }

    /// What the broker must find in its environment.
    var environment: [String] {
        [
            "LD_PRELOAD=\(library)", "FAULTY_CALLS_FOLDER=\(store)",
            "FAULTY_CALLS_TRIGGER=\(trigger)",
        ]
    }

    /// Calls fail from now on.
    func begin(_ fault: Fault) throws {
        try fault.text.write(toFile: trigger, atomically: true, encoding: .utf8)
    }

    /// Calls succeed again.
    func end() throws { try FileManager.default.removeItem(atPath: trigger) }

    private var library: String { folder.path("faulty-calls.so") }
    private var trigger: String { folder.path("trigger") }
}
