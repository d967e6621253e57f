extension PEMBlock {
    /// Far above any chain that a TLS library reads, far below what would fill a small machine.
    static let fileBytesMax = 1 << 20

    /// All blocks of the file at `path`.
    static func blocks(inFile path: String) throws(IdentityError) -> [PEMBlock] {
        let bytes = try AtomicFile.read(path, bytesMax: fileBytesMax)
        do {
            return try blocks(in: bytes)
        } catch {
            throw .pem(path: path, error)
        }
    }
}
