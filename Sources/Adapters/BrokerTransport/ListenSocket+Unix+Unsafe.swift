internal import CLinux
internal import Glibc

/// Binding to a path.
///
/// Proof of each `unsafe` with a path: Swift lends the text, ended with zero, for the call.
extension ListenSocket {
    /// Who may connect: this user and its group, as mosquitto has it.
    private static let unixMode: mode_t = 0o770

    /// A socket at `path`; one that a dead process left there is removed.
    static func openUnix(path: String) throws(ListenFault) -> ListenSocket {
        try removeStaleSocket(at: path)
        let number = clinux_stream_socket(AF_UNIX)
        if number < 0 { throw ListenFault(SystemFault(code: -number), place: path) }
        let descriptor = FileDescriptor(rawValue: number)
        let result = unsafe clinux_bind_unix(number, path)
        if result < 0 {
            descriptor.close()
            if result == -ENAMETOOLONG { throw .pathTooLong(path: path) }
            throw ListenFault(SystemFault(code: -result), place: path)
        }
        // Nobody can connect before listen(2), so the mode is right from the first connection on.
        if unsafe chmod(path, unixMode) < 0 {
            let fault = SystemFault(code: errno)
            _ = unsafe unlink(path)
            descriptor.close()
            throw ListenFault(fault, place: path)
        }
        return try ListenSocket(bound: descriptor, place: path, unixPath: path)
    }

    private static func removeStaleSocket(at path: String) throws(ListenFault) {
        var status = stat()
        // Proof: lstat fills the one structure it is given.
        guard unsafe lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
        let number = clinux_stream_socket(AF_UNIX)
        if number < 0 { throw ListenFault(SystemFault(code: -number), place: path) }
        defer { FileDescriptor(rawValue: number).close() }
        switch unsafe -clinux_connect_unix(number, path) {
        case 0, EAGAIN: throw .busy(path)  // somebody listens, perhaps with a full backlog
        case ECONNREFUSED: _ = unsafe unlink(path)
        case let code: throw ListenFault(SystemFault(code: code), place: path)
        }
    }
}
