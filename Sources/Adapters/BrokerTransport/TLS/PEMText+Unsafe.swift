internal import COpenSSL
internal import Glibc

/// The bytes of a PEM file, in OpenSSL's hands.
@safe struct PEMText: ~Copyable {
    let file: TLSFile
    let path: String
    /// Owned; freed with this value.
    private let text: OpaquePointer

    /// Reads the whole file, of 4 MiB at most.
    init(_ file: TLSFile, path: String) throws(TLSFault) {
        guard let text = unsafe BIO_new(BIO_s_mem()) else { throw .library(.take()) }
        do throws(TLSFault) {
            try unsafe Self.fill(text, file, path: path)
        } catch {
            _ = unsafe BIO_free(text)
            throw error
        }
        unsafe self.text = unsafe text
        self.file = file
        self.path = path
    }

    deinit {
        // Proof: nobody else holds the BIO.
        _ = unsafe BIO_free(text)
    }

    /// Gives the text to one of the shim's loaders.
    func load(
        into context: OpaquePointer,
        by loader: (OpaquePointer, OpaquePointer) -> copenssl_loading
    ) throws(TLSFault) {
        // Proof: the BIO lives as long as this value, the context as long as its caller.
        let loading = unsafe loader(context, text)
        let error = OpenSSLError.take()
        switch loading {
        case COPENSSL_LOADED: return
        case COPENSSL_NONE: throw .holdsNone(file, path: path)
        case COPENSSL_ENCRYPTED: throw .keyEncrypted(path: path)
        case COPENSSL_REFUSED: throw .refused(file, path: path, error)
        default: throw .malformed(file, path: path, error)
        }
    }

    private static func fill(
        _ text: OpaquePointer, _ file: TLSFile, path: String
    ) throws(TLSFault) {
        // Proof: Swift lends the path, ended with zero, for the call.
        let number = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if number < 0 { throw fault(file, path, errno) }
        let descriptor = FileDescriptor(rawValue: number)
        defer { descriptor.close() }
        var block = [UInt8](repeating: 0, count: 65_536)
        for _ in 0..<64 {
            // Proof: the block has the size that is asked for.
            let count = unsafe read(number, &block, block.count)
            if count < 0 { throw fault(file, path, errno) }
            if count == 0 { return }
            // Proof: count bytes of the block were just filled.
            let written = unsafe BIO_write(text, block, Int32(count))
            guard written == count else { throw .library(.take()) }
        }
        throw fault(file, path, EFBIG)
    }

    private static func fault(_ file: TLSFile, _ path: String, _ code: Int32) -> TLSFault {
        code == ENOENT
            ? .missing(file, path: path)
            : .unreadable(file, path: path, SystemFault(code: code))
    }
}
