import Glibc

/// Names in folders. Paths reach the system as Swift makes them, ended with zero.
enum FileSystem {
    // Proof of each `unsafe` below: texts are lent for the call, which keeps no pointer, and
    // structures are whole, on our stack, and filled in during the call.

    /// Makes the folder of a path, and those above it, for nobody but the owner.
    static func makeFolder(of path: String) throws(SystemError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true).dropLast()
        var folder = path.hasPrefix("/") ? "" : "."
        for part in parts {
            folder += "/" + part
            if isThere(folder) { continue }
            if unsafe mkdir(folder, 0o700) != 0, errno != EEXIST {
                throw .last("make folder \(folder)")
            }
        }
    }

    /// The folder that a path lies in.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Whether something has this name.
    static func isThere(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Bytes of a file; 0 when there is none.
    static func size(of path: String) -> Int {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Bytes that a user without privileges may still write near a path.
    static func freeBytes(near path: String) -> Int {
        var status = statvfs()
        guard unsafe statvfs(folder(of: path), &status) == 0 else { return 0 }
        let (bytes, isMore) = UInt64(status.f_bavail)
            .multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return isMore ? .max : Int(clamping: bytes)
    }

    /// Gives a file another name.
    static func move(_ path: String, to other: String) throws(SystemError) {
        if unsafe rename(path, other) != 0 { throw .last("rename \(path)") }
    }

    /// Removes a file if it is there.
    static func remove(_ path: String) { _ = unsafe unlink(path) }

    /// The words that started this process.
    static func ownCommand() -> String {
        guard let file = unsafe fopen("/proc/self/cmdline", "re") else { return "" }
        defer { unsafe fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe fread(buffer.baseAddress, 1, buffer.count, file)
        }
        let words = bytes.prefix(count).split(separator: 0)
        return words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
            .replacing("\n", with: " ")
    }

    /// This process.
    static var ownProcessID: Int32 { getpid() }
}
