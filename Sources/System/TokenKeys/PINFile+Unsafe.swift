#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The file that a PIN is read from.
enum PINFile {
    /// Its whole content.
    static func read(_ path: String, bytesMax: Int) throws(TokenFault) -> [UInt8] {
        // Proof: Swift lends the path, ended with zero, for the call; NUL is refused in addresses.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if descriptor < 0 { throw fault(path, errno) }
        defer { _ = close(descriptor) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: bytesMax + 1)
        while bytes.count <= bytesMax {
            // Proof: the block has the size that is asked for.
            let count = unsafe Self.read(descriptor, &block, block.count)
            if count < 0 { throw fault(path, errno) }
            if count == 0 { return bytes }
            bytes += block[..<count]
        }
        throw .pinUnreadable(path: path, reason: "it is longer than \(bytesMax) bytes")
    }

    /// Whether more than owner and group may read it; false when nobody can tell.
    static func isReadableByOthers(_ path: String) -> Bool {
        var status = stat()
        // Proof: the path is lent as above, the structure is local.
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IROTH != 0
    }

    private static func read(
        _ descriptor: Int32, _ block: UnsafeMutablePointer<UInt8>, _ count: Int
    ) -> Int {
        #if canImport(Darwin)
            unsafe Darwin.read(descriptor, block, count)
        #elseif canImport(Musl)
            unsafe Musl.read(descriptor, block, count)
        #else
            unsafe Glibc.read(descriptor, block, count)
        #endif
    }

    private static func fault(_ path: String, _ code: Int32) -> TokenFault {
        // Proof: strerror answers a text that ends with zero, copied at once.
        .pinUnreadable(path: path, reason: unsafe String(cString: strerror(code)))
    }
}
