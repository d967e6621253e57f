import Foundation
import StockPeers

/// An ext4 file system in a file, whose power can be cut.
final class LoopDisk {
    let space: MountSpace
    /// Where it is mounted, inside the space.
    let path: String
    private let image: String

    private static let megabytes = 512

    init() async throws {
        space = try await MountSpace()
        image = space.folder.path("disk.ext4")
        path = space.folder.path("disk")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try await ProgramRun.succeed(
            "truncate", ["-s", "\(Self.megabytes)M", image], in: space.folder.url)
        try await ProgramRun.succeed("mkfs.ext4", ["-q", "-F", image], in: space.folder.url)
        try await mount()
        try await space.run("mkdir", store)
        try await space.run("sync", "--file-system", path)
    }

    /// The broker's folder, inside the space.
    var store: String { path + "/store" }

    /// Cuts the power, lets `meanwhile` pass, ends the broker and switches the disk on again.
    /// - Parameter stopsFirst: the broker stands still before the cut, as in a true one; otherwise
    ///   it goes on with a disk that fails at everything.
    func cut(
        _ broker: RunningProgram, stopsFirst: Bool, meanwhile: () async throws -> Void
    ) async throws {
        if stopsFirst { broker.signal(SIGSTOP) }
        try FileSystemShutdown.dropUnsynced(space.outside(path))
        try await meanwhile()
        try await Campaign.kill(broker)
        try await space.run("umount", path)
        try await mount()
    }

    private func mount() async throws { try await space.run("mount", "-o", "loop", image, path) }
}
