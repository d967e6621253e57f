import COpenSSL

/// SHA-512 and PBKDF2 from libcrypto, as password files use them.
enum Digest {
    /// The hash of a password; nil when libcrypto has no memory or SHA-512 is disabled.
    static func of(
        _ password: [UInt8], salt: [UInt8], scheme: PasswordHash.Scheme
    ) -> [UInt8]? {
        switch scheme {
        case .sha512: sha512(password + salt)
        case .pbkdf2(let iterations): pbkdf2(password, salt: salt, iterations: iterations)
        }
    }

    private static func sha512(_ message: [UInt8]) -> [UInt8]? {
        var digest = [UInt8](repeating: 0, count: PasswordHash.byteCount)
        var count: UInt32 = 0
        // SHA-512 writes exactly 64 bytes, the array's length; libcrypto keeps no pointer.
        let status = unsafe EVP_Digest(
            message, message.count, &digest, &count, EVP_sha512(), nil)
        return status == 1 && Int(count) == digest.count ? digest : nil
    }

    private static func pbkdf2(
        _ password: [UInt8], salt: [UInt8], iterations: Int32
    ) -> [UInt8]? {
        guard let passwordCount = Int32(exactly: password.count),
            let saltCount = Int32(exactly: salt.count)
        else { return nil }
        var key = [UInt8](repeating: 0, count: PasswordHash.byteCount)
        // Each length given is that of its own array, of which libcrypto keeps no pointer; the
        // password is read as bytes, which have the layout of CChar.
        let status = unsafe password.withUnsafeBytes { bytes in
            unsafe PKCS5_PBKDF2_HMAC(
                bytes.assumingMemoryBound(to: CChar.self).baseAddress, passwordCount,
                salt, saltCount, iterations, EVP_sha512(), PasswordHash.byteCountOfC, &key)
        }
        return status == 1 ? key : nil
    }

    /// Equality that takes as long wherever the first difference is.
    static func areEqualInConstantTime(_ first: [UInt8], _ second: [UInt8]) -> Bool {
        guard first.count == second.count else { return false }
        // Both arrays hold the count just compared.
        return unsafe CRYPTO_memcmp(first, second, first.count) == 0
    }
}

extension PasswordHash {
    fileprivate static var byteCountOfC: Int32 { Int32(byteCount) }
}
