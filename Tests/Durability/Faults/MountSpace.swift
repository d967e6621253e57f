import Foundation
import StockPeers

/// A mount namespace: what is mounted in it is seen by nobody else, and ends with it.
///
/// That nobody else sees it matters: a copy of the mount in another process's namespace would keep
/// a file system alive whose power was cut.
final class MountSpace {
    let folder: TemporaryFolder
    private let keeper: RunningProgram
    /// Root of a user namespace of its own, when this user is not root.
    private let isUserSpace: Bool

    /// - Throws: ``StockPeerError`` where this user may have no such namespace.
    init() async throws {
        folder = try TemporaryFolder()
        isUserSpace = geteuid() != 0
        keeper = try await RunningProgram(
            "unshare",
            (isUserSpace ? ["--map-root-user"] : []) + [
                "--mount", "--propagation", "private", "sh", "-c", "echo ready; exec sleep 86400",
            ], in: folder.url)
        try await keeper.output.contains("ready")
    }

    deinit { keeper.signal(SIGKILL) }

    /// The words before a command that make it run in here.
    var wrapping: [String] {
        let user = isUserSpace ? ["--user", "--preserve-credentials"] : []
        return ["nsenter", "--target", "\(keeper.processID)"] + user + ["--mount"]
    }

    /// The name under which those outside see a path of the inside.
    func outside(_ path: String) -> String { "/proc/\(keeper.processID)/root\(path)" }

    /// Runs a command in here, which must succeed.
    func run(_ command: String...) async throws {
        try await ProgramRun.succeed(
            wrapping[0], Array(wrapping.dropFirst()) + command, in: folder.url)
    }

    /// Starts a line of the shell in here.
    func start(_ line: String) async throws -> RunningProgram {
        try await RunningProgram(
            wrapping[0], Array(wrapping.dropFirst()) + ["sh", "-c", line], in: folder.url)
    }
}
