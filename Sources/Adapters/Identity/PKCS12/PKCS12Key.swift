import Crypto

/// The key derivation of RFC 7292 appendix B.2 with SHA-256, which only the seal still uses.
enum PKCS12Key {
    private static let blockBytes = 64
    private static let authenticationPurpose: UInt8 = 3

    /// The 32 bytes under which the contents are authenticated.
    static func authentication(password: String, salt: [UInt8], iterations: Int) -> [UInt8] {
        // The password as UTF-16 with its terminating zero; both filled up to whole blocks.
        let text = SafeBag.utf16(password) + [0, 0]
        let purpose = [UInt8](repeating: authenticationPurpose, count: blockBytes)
        // One digest is all that is needed, so the step that prepares a second one falls away.
        var digest = Array(SHA256.hash(data: purpose + filled(salt) + filled(text)))
        for _ in 1..<iterations { digest = Array(SHA256.hash(data: digest)) }
        return digest
    }

    private static func filled(_ bytes: [UInt8]) -> [UInt8] {
        let count = (bytes.count + blockBytes - 1) / blockBytes * blockBytes
        return (0..<count).map { bytes[$0 % bytes.count] }
    }
}
