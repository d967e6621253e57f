/// A password as mosquitto_passwd keeps it: salted, hashed, and the hash's parameters.
package struct PasswordHash: Hashable, Sendable {
    /// How the hash was made.
    package enum Scheme: Hashable, Sendable {
        /// `$6$`: SHA-512 over password and salt, once.
        case sha512

        /// `$7$`: PBKDF2 with HMAC-SHA-512 (RFC 8018).
        case pbkdf2(iterations: Int32)
    }

    /// The bytes of SHA-512, and of the keys that PBKDF2 derives here.
    static let byteCount = 64

    /// Beyond it, one CONNECT would hold its shard for seconds.
    static let iterationsMax: Int32 = 10_000_000

    /// How the hash was made.
    package let scheme: Scheme

    /// What made the same password differ between users.
    let salt: [UInt8]
    /// What the right password comes to.
    let hash: [UInt8]

    /// Whether a password has this hash; takes as long for a wrong one as for the right one.
    package func matches(_ password: [UInt8]) -> Bool {
        guard let candidate = Digest.of(password, salt: salt, scheme: scheme) else { return false }
        return Digest.areEqualInConstantTime(candidate, hash)
    }
}
