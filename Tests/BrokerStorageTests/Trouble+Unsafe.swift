import Glibc
import Testing

extension Trouble {
    // Proof of each `unsafe` below: texts are lent for the call, ended with zero; structures are
    // whole, on our stack; buffers are arrays of our own with their counts.

    /// Whether this user may mount a file system.
    static var isRoot: Bool { geteuid() == 0 }

    /// The most bytes that a file of this process may have; nil for any number. Beyond it, writing
    /// fails instead of ending the process.
    static func limitFiles(to bytes: UInt64?) {
        _ = signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit()
        #expect(unsafe getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
        limit.rlim_cur = bytes.map { rlim_t($0) } ?? limit.rlim_max
        #expect(unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
    }

    /// A file system in memory with that much room, in a folder that is made.
    static func mount(_ folder: String, bytes: Int) {
        #expect(unsafe mkdir(folder, 0o700) == 0)
        let options = "size=\(bytes)"
        #expect(
            unsafe options.withCString { options in
                unsafe Glibc.mount("tmpfs", folder, "tmpfs", 0, options)
            } == 0)
    }

    /// Ends it.
    static func unmount(_ folder: String) {
        let result = unsafe umount2(folder, Int32(MNT_DETACH))
        #expect(result == 0)
    }

    /// Takes all the room there is.
    static func fill(_ path: String) {
        let file = unsafe open(path, O_WRONLY | O_CREAT, 0o600)
        let zeros = [UInt8](repeating: 0, count: 4_096)
        while unsafe write(file, zeros, zeros.count) > 0 {}
        close(file)
    }
}
