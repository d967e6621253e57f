import Foundation

/// Files that only their owner may read, from the first moment on.
enum PrivateFile {
    /// Makes the file with mode 0600.
    /// - Returns: false, and nothing is changed, when there is one.
    static func create(_ path: String, _ bytes: [UInt8]) throws(ChainKeysError) -> Bool {
        // The system reads the path's bytes, which live during the call, up to their NUL.
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor < 0 {
            if errno == EEXIST { return false }
            throw .notWritable(file: path, reason: reason(errno))
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: Data(bytes))
            try handle.synchronize()
            try handle.close()
        } catch {
            throw .notWritable(file: path, reason: error.localizedDescription)
        }
        return true
    }

    /// The file's bytes and mode, both of one open file.
    static func read(
        _ path: String, byteCountMax: Int
    ) throws(ChainKeysError) -> (bytes: [UInt8], mode: UInt32) {
        // As above. O_NONBLOCK: a pipe in the file's place must not hang us.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if descriptor < 0 { throw .unreadable(file: path, reason: reason(errno)) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        // fstat fills the whole of `status`, which is ours alone during the call.
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(file: path, reason: "it is not a regular file")
        }
        do {
            let bytes = try handle.read(upToCount: byteCountMax) ?? Data()
            return (Array(bytes), UInt32(status.st_mode))
        } catch {
            throw .unreadable(file: path, reason: error.localizedDescription)
        }
    }

    private static func reason(_ code: Int32) -> String {
        POSIXErrorCode(rawValue: code).map { POSIXError($0).localizedDescription }
            ?? "error \(code)"
    }
}
