import Foundation
import StockPeers

/// Stops a file system as a power cut does.
enum FileSystemShutdown {
    /// FS_IOC_SHUTDOWN, `_IOR('X', 125, __u32)`; ext4 calls it EXT4_IOC_SHUTDOWN.
    private static let request: UInt = 0x8004_587D
    /// EXT4_GOING_FLAGS_NOLOGFLUSH: not even the file system's journal is written.
    private static let withoutFlush: UInt32 = 2

    /// Whatever was not synced to the file system below `path` is gone.
    static func dropUnsynced(_ path: String) throws {
        try ProgramStarts.paused { try shutDown(path) }
    }

    private static func shutDown(_ path: String) throws {
        // Proof: `path` is a string for the time of the call.
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StockPeerError("\(path): \(errno)") }
        defer { close(descriptor) }
        var flags = withoutFlush
        // Proof: the request reads four bytes, which `flags` has for the time of the call.
        let result = unsafe ioctl(descriptor, request, &flags)
        if result < 0 { throw StockPeerError("shutdown of \(path): errno \(errno)") }
    }
}
