import Foundation
import StockPeers

/// A small file system in memory that can be full.
final class SmallDisk {
    let space: MountSpace
    /// Where it is mounted, inside the space.
    let path: String

    /// So much that the disk does not fill once more while a slow test looks on.
    private static let megabytes = 72
    private static let fillerMegabytes = 64

    init() async throws {
        space = try await MountSpace()
        path = space.folder.path("disk")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try await space.run(
            "mount", "-t", "tmpfs", "-o", "size=\(Self.megabytes)m", "apus-test", path)
        try FileManager.default.createDirectory(
            atPath: space.outside(store), withIntermediateDirectories: true)
        try Data(count: Self.fillerMegabytes << 20).write(to: filler)
    }

    /// The broker's folder, inside the space.
    var store: String { path + "/store" }

    /// Bytes that can still be written.
    func freeBytes() throws -> Int {
        let attributes = try FileManager.default.attributesOfFileSystem(
            forPath: space.outside(path))
        guard let free = attributes[.systemFreeSize] as? NSNumber else {
            throw StockPeerError("no free size of \(path)")
        }
        return free.intValue
    }

    /// Gives most of the disk back.
    func free() throws { try FileManager.default.removeItem(at: filler) }

    private var filler: URL { URL(fileURLWithPath: space.outside(path + "/filler")) }
}
