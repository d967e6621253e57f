import SwiftASN1
import TokenKeys
package import X509

/// A private key and the file that holds it.
package struct KeyFile: Sendable {
    /// Where the file lies; for a key in a token that was named itself, the key's address.
    package let path: String
    /// The path, or the address that the file holds instead of a key.
    let address: String
    /// The key of the file, of any kind that OpenSSL's `genpkey`, `ecparam` and `genrsa` write.
    package let key: Certificate.PrivateKey

    /// Only the owner may read a key, from its first byte on.
    static let mode: UInt32 = 0o600
    static let labels = ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"]

    /// Reads the private key of a PEM file, past `EC PARAMETERS` and other blocks, or opens the one
    /// in a token whose address is the path or the file's content (RFC 7512).
    package init(reading path: String) throws(IdentityError) {
        self.path = TokenURI.redacted(path)
        if let token = try Self.keyInToken(path) {
            (key, address) = token
            return
        }
        address = path
        let blocks = try PEMBlock.blocks(inFile: path)
        if blocks.contains(where: \.isEncrypted) { throw .pem(path: path, .encrypted) }
        guard let block = blocks.first(where: { Self.labels.contains($0.label) }) else {
            throw .pem(path: path, .noBlock(label: Self.labels[0]))
        }
        do {
            let document = PEMDocument(type: block.label, derBytes: block.bytes)
            key = try Certificate.PrivateKey(pemDocument: document)
        } catch {
            throw .pem(path: path, .unsupported(label: block.label))
        }
    }

    /// Reads the key of a file, if one is named.
    static func reading(_ path: String?) throws(IdentityError) -> KeyFile? {
        guard let path else { return nil }
        return try KeyFile(reading: path)
    }

    /// Writes a key as PKCS #8 PEM, whole or not at all, and never readable by others.
    package static func write(
        _ key: Certificate.PrivateKey, to path: String, replacing: Bool
    ) throws(IdentityError) {
        let text: String
        do {
            text = try PEMDocument(type: labels[0], derBytes: key.pkcs8()).pemString
        } catch {
            throw .pem(path: path, .unsupported(label: labels[0]))
        }
        try AtomicFile.write(
            Array((text + "\n").utf8), to: path, mode: mode, replacing: replacing)
    }
}
