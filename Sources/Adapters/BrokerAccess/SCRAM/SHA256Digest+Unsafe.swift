import COpenSSL

/// SHA-256, HMAC and PBKDF2 with it from libcrypto, as SCRAM uses them (RFC 7677). Each is nil when
/// libcrypto has no memory or SHA-256 is disabled.
enum SHA256Digest {
    static let byteCount = 32

    static func of(_ message: [UInt8]) -> [UInt8]? {
        var digest = [UInt8](repeating: 0, count: byteCount)
        var count: UInt32 = 0
        // SHA-256 writes exactly 32 bytes, the array's length; libcrypto keeps no pointer.
        let status = unsafe EVP_Digest(
            message, message.count, &digest, &count, EVP_sha256(), nil)
        return status == 1 && Int(count) == digest.count ? digest : nil
    }

    static func hmac(_ key: [UInt8], _ message: [UInt8]) -> [UInt8]? {
        guard let keyCount = Int32(exactly: key.count) else { return nil }
        var code = [UInt8](repeating: 0, count: byteCount)
        var count: UInt32 = 0
        // The code has exactly 32 bytes, the array's length; each count given is that of its own
        // array; libcrypto keeps no pointer.
        let result = unsafe HMAC(
            EVP_sha256(), key, keyCount, message, message.count, &code, &count)
        return unsafe result != nil && Int(count) == code.count ? code : nil
    }

    static func pbkdf2(_ password: [UInt8], salt: [UInt8], iterations: Int32) -> [UInt8]? {
        guard let passwordCount = Int32(exactly: password.count),
            let saltCount = Int32(exactly: salt.count)
        else { return nil }
        var key = [UInt8](repeating: 0, count: byteCount)
        // Each length given is that of its own array, of which libcrypto keeps no pointer; the
        // password is read as bytes, which have the layout of CChar.
        let status = unsafe password.withUnsafeBytes { bytes in
            unsafe PKCS5_PBKDF2_HMAC(
                bytes.assumingMemoryBound(to: CChar.self).baseAddress, passwordCount,
                salt, saltCount, iterations, EVP_sha256(), Int32(byteCount), &key)
        }
        return status == 1 ? key : nil
    }
}
