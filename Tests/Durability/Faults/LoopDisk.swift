import Foundation
import StockPeers

/// An ext4 file system in a file, whose power can be cut.
final class LoopDisk {
    let space: MountSpace
    /// Where it is mounted, inside the space.
    let path: String
    private let image: String

    /// - Parameter outer: the disk that the file lies on, which is larger; without it, a folder.
    init(on outer: LoopDisk? = nil) async throws {
        if let outer { space = outer.space } else { space = try await MountSpace() }
        path = space.folder.path(outer == nil ? "disk" : "inner-disk")
        image = outer.map { $0.path + "/disk.ext4" } ?? space.folder.path("disk.ext4")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try await space.run("truncate", "-s", outer == nil ? "512M" : "64M", image)
        try await space.run(ProgramRun.find("mkfs.ext4").path, "-q", "-F", image)
        try await mount()
        try await space.run("mkdir", store)
        try await space.run("sync", "--file-system", path)
    }

    /// The broker's folder, inside the space.
    var store: String { path + "/store" }

    /// Cuts the power, also in the middle of what the broker is writing, and switches it on again.
    func cut(_ broker: RunningProgram) async throws {
        // First, for after a true cut nobody hears how the calls that were under way have ended.
        broker.signal(SIGKILL)
        try FileSystemShutdown.dropUnsynced(space.outside(path))
        _ = try await broker.end()
        try await switchOn()
    }

    /// Cuts the power of the disk alone: the broker goes on, and every call to the disk fails.
    ///
    /// The cut comes between the broker's calls, for ext4 betrays those within: `fdatasync` that
    /// waits for a file's data while the journal is aborted finds its transaction gone, takes it
    /// for committed and succeeds, and the file has nothing of it.
    func die(under broker: RunningProgram) async throws {
        broker.signal(SIGSTOP)
        try await broker.standstill()
        try FileSystemShutdown.dropUnsynced(space.outside(path))
        broker.signal(SIGCONT)
    }

    /// What was synchronised is there again; nobody may have the disk open.
    func switchOn() async throws {
        try await space.run("umount", path)
        try await mount()
    }

    private func mount() async throws { try await space.run("mount", "-o", "loop", image, path) }
}
