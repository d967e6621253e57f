#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Reading of small files with the system's own words for what goes wrong.
enum SystemFile {
    /// The file's bytes, at most a megabyte, or the reason why not.
    static func read(_ path: String) -> Result<[UInt8], SystemFailure> {
        // Proof: the string outlives the call as a terminated C string.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if descriptor < 0 { return .failure(SystemFailure(code: errno)) }
        defer { _ = close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        let countMax = 1 << 20
        while bytes.count < countMax {
            // Proof: the pointer covers the chunk's bytes for the length of the call.
            let count = unsafe chunk.withUnsafeMutableBytes { buffer in
                #if canImport(Glibc)
                    unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                #elseif canImport(Musl)
                    unsafe Musl.read(descriptor, buffer.baseAddress, buffer.count)
                #elseif canImport(Darwin)
                    unsafe Darwin.read(descriptor, buffer.baseAddress, buffer.count)
                #endif
            }
            if count < 0 { return .failure(SystemFailure(code: errno)) }
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return .success(bytes)
    }
}

/// An error number of the system.
struct SystemFailure: Error, Sendable {
    let code: Int32

    /// Whether there is no such file.
    var isMissing: Bool { code == ENOENT || code == ENOTDIR }

    /// Whether the file is there, but not for this user.
    var isForbidden: Bool { code == EACCES || code == EPERM }

    /// Whether nobody listens there.
    var isRefusal: Bool { code == ECONNREFUSED }

    /// The system's words for it.
    var text: String {
        // Proof: strerror returns a terminated string that is copied before the next call.
        guard let words = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: words)
    }
}
