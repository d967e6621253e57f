#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// An open file that closes itself. Paths reach the system as Swift makes them, NUL-terminated.
struct FileDescriptor: ~Copyable {
    private let number: Int32

    deinit { _ = close(number) }

    private init(_ number: Int32) {
        self.number = number
    }

    private static func opened(
        _ path: String, _ flags: Int32, mode: UInt32 = 0
    ) throws(FileFault) -> FileDescriptor {
        // A path with a NUL would silently name another file.
        if path.utf8.contains(0) { throw .missing }
        // Safe: the string lives, terminated, for the whole call, which keeps no pointer.
        let number = unsafe open(path, flags | O_CLOEXEC, mode_t(mode))
        if number < 0 { throw FileFault(errno: errno) }
        return FileDescriptor(number)
    }

    /// Opens an existing file or folder; O_NONBLOCK so that a pipe cannot hold us up.
    static func openForReading(_ path: String) throws(FileFault) -> FileDescriptor {
        try opened(path, O_RDONLY | O_NONBLOCK)
    }

    /// Makes a file that must not exist yet, with its final rights from the first byte.
    static func create(_ path: String, mode: UInt32) throws(FileFault) -> FileDescriptor {
        try opened(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
    }

    /// Opens the lock file, made on first use.
    static func openForLocking(_ path: String, mode: UInt32) throws(FileFault) -> FileDescriptor {
        try opened(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: mode)
    }

    /// Waits for the exclusive lock, which ends with this descriptor.
    func lock() throws(FileFault) {
        while flock(number, LOCK_EX) != 0 {
            if errno != EINTR { throw FileFault(errno: errno) }
        }
    }

    /// The content of a regular file of at most `bytesMax`.
    func readAll(bytesMax: Int) throws(FileFault) -> [UInt8] {
        var status = stat()
        // Safe: `status` is a whole `stat` on our stack, filled in during the call.
        guard unsafe fstat(number, &status) == 0 else { throw FileFault(errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegularFile }
        var content: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 16_384)
        while true {
            // Safe: the buffer is the array's own and its count the limit.
            let count = unsafe part.withUnsafeMutableBytes { buffer in
                unsafe read(number, buffer.baseAddress, buffer.count)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw FileFault(errno: errno) }
            if count == 0 { return content }
            content += part.prefix(count)
            if content.count > bytesMax { throw .tooLarge(bytesMax: bytesMax) }
        }
    }

    /// Writes every byte.
    func writeAll(_ bytes: [UInt8]) throws(FileFault) {
        var rest = bytes[...]
        while !rest.isEmpty {
            // Safe: the buffer is the slice's own and its count the limit.
            let count = unsafe rest.withUnsafeBytes { buffer in
                unsafe write(number, buffer.baseAddress, buffer.count)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw FileFault(errno: errno) }
            rest = rest.dropFirst(count)
        }
    }

    /// Sets the rights exactly, whatever the umask took.
    func setMode(_ mode: UInt32) throws(FileFault) {
        if fchmod(number, mode_t(mode)) != 0 { throw FileFault(errno: errno) }
    }

    /// Waits until the disk has it.
    func synchronize() throws(FileFault) {
        // EINVAL: a file system that cannot sync a folder also has nothing to sync there.
        if fsync(number) != 0, errno != EINVAL { throw FileFault(errno: errno) }
    }

    /// Gives a file another name, taking the place of the one that has it.
    static func move(_ path: String, to other: String) throws(FileFault) {
        // Safe: both strings live, terminated, for the whole call, which keeps no pointer.
        if unsafe rename(path, other) != 0 { throw FileFault(errno: errno) }
    }

    /// Removes a file if it is there.
    static func remove(_ path: String) {
        // Safe: the string lives, terminated, for the whole call, which keeps no pointer.
        _ = unsafe unlink(path)
    }

    /// Whether anything, even a dangling link, has this name.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        // Safe: the string lives for the call; `status` is a whole `stat` on our stack.
        return unsafe lstat(path, &status) == 0
    }

    /// Makes a folder; one that is there already is fine.
    static func makeFolder(_ path: String, mode: UInt32) throws(FileFault) {
        if path.utf8.contains(0) { throw .missing }
        // Safe: the string lives, terminated, for the whole call, which keeps no pointer.
        if unsafe mkdir(path, mode_t(mode)) == 0 { return }
        let reason = errno
        var status = stat()
        // Safe: as above, and `status` is a whole `stat` on our stack.
        if unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
        throw FileFault(errno: reason)
    }
}

extension FileFault {
    fileprivate init(errno number: Int32) {
        self =
            switch number {
            case ENOENT: .missing
            case EACCES, EPERM: .permissionDenied
            case EEXIST: .alreadyExists
            case ENOTDIR, EISDIR: .notRegularFile
            case EROFS: .readOnlyFileSystem
            case ENOSPC, EDQUOT: .noSpace
            default: .system(number)
            }
    }
}
