import TokenKeys
import X509

/// A key file may name a key in a token instead of holding one: its first line is the address.
extension KeyFile {
    /// Whether the key is in a token.
    package var isInToken: Bool { TokenURI.isMeant(by: address) }

    /// The key of a file, or of a token that the path or the file's first line names; the address
    /// is the path where the file itself holds the key.
    static func keyInToken(
        _ path: String
    ) throws(IdentityError) -> (key: Certificate.PrivateKey, address: String)? {
        if TokenURI.isMeant(by: path) { return (try key(at: path), path) }
        let bytes = try AtomicFile.read(path, bytesMax: PEMBlock.fileBytesMax)
        guard bytes.count <= TokenURI.bytesMax,
            let line = bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).first
        else { return nil }
        let text = String(decoding: line, as: UTF8.self)
        guard TokenURI.isMeant(by: text) else { return nil }
        return (try key(at: text), text)
    }

    /// Writes the address of a key in a token in the place of the key.
    static func write(
        address: String, to path: String, replacing: Bool
    ) throws(IdentityError) {
        try AtomicFile.write(
            Array((address + "\n").utf8), to: path, mode: mode, replacing: replacing)
    }

    private static func key(
        at address: String
    ) throws(IdentityError) -> Certificate.PrivateKey {
        Certificate.PrivateKey(try TokenSigningKey(address: address))
    }
}
