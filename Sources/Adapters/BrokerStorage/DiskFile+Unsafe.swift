import Glibc

/// An open file beside the database, closed at its end. Paths reach the system as Swift makes
/// them, ended with zero.
struct DiskFile: ~Copyable {
    private let number: Int32

    deinit {
        // A process that is born just now has the descriptor too, until it is another program.
        _ = flock(number, LOCK_UN)
        _ = close(number)
    }

    /// Opens a file for reading and writing.
    /// - Parameter mode: its rights when it is made; nil when it must be there already.
    init(_ path: String, mode: UInt32?) throws(SystemError) {
        let flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | (mode == nil ? 0 : O_CREAT)
        // Proof: the text is lent for the call, which keeps no pointer.
        number = unsafe open(path, flags, mode_t(mode ?? 0))
        if number < 0 { throw .last("open \(path)") }
        if let mode, fchmod(number, mode_t(mode)) != 0 { throw .last("chmod \(path)") }
    }

    /// Takes the exclusive lock, which ends with this descriptor; false when another has it.
    func lock() throws(SystemError) -> Bool {
        while flock(number, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return false }
            if errno != EINTR { throw .last("flock") }
        }
        return true
    }

    /// Bytes of the file.
    func size() throws(SystemError) -> Int {
        var status = stat()
        // Proof: `status` is a whole `stat` on our stack, filled in during the call.
        if unsafe fstat(number, &status) != 0 { throw .last("stat") }
        return Int(status.st_size)
    }

    /// At most that many bytes from a place on; fewer at the end of the file.
    func read(_ count: Int, at offset: Int) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        // Proof: the buffer is the array's own, and its count the limit.
        let got = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe pread(number, buffer.baseAddress, buffer.count, off_t(offset))
        }
        if got < 0 { throw .last("read") }
        return Array(bytes.prefix(got))
    }

    /// Writes every byte at a place.
    func write(_ bytes: [UInt8], at offset: Int) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            // Proof: the buffer is the array's own, and its count from `done` on the limit.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe pwrite(
                    number, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done,
                    off_t(offset + done))
            }
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw .last("write") }
            done += count
        }
    }

    /// Cuts the file off.
    func truncate(to size: Int) throws(SystemError) {
        if ftruncate(number, off_t(size)) != 0 { throw .last("truncate") }
    }

    /// Gives the file that many bytes of the disk, for good.
    func allocate(_ size: Int) throws(SystemError) {
        let code = posix_fallocate(number, 0, off_t(size))
        if code != 0 { throw SystemError(operation: "allocate", code: code) }
    }

    /// Waits until the disk has every byte.
    func synchronize() throws(SystemError) {
        while fdatasync(number) != 0 {
            if errno != EINTR { throw .last("fdatasync") }
        }
    }
}
