import FoundationEssentials

/// What the broker keeps of a password: enough to check a proof of it, too little to make one
/// (RFC 5802 section 3).
package struct SCRAMCredential: Hashable, Sendable {
    /// What RFC 7677 asks for at least.
    package static let iterationsMin: Int32 = 4_096

    /// Beyond it a client would compute for many seconds.
    package static let iterationsMax: Int32 = 10_000_000

    let iterations: Int32
    let salt: [UInt8]
    let storedKey: [UInt8]
    let serverKey: [UInt8]

    init(iterations: Int32, salt: [UInt8], storedKey: [UInt8], serverKey: [UInt8]) {
        self.iterations = iterations
        self.salt = salt
        self.storedKey = storedKey
        self.serverKey = serverKey
    }

    /// The credential of a password; nil when libcrypto has no memory or no SHA-256.
    /// - Parameter salt: nil chooses sixteen random bytes.
    package init?(password: String, iterations: Int32, salt: [UInt8]? = nil) {
        precondition(
            (Self.iterationsMin...Self.iterationsMax).contains(iterations),
            "the iterations were checked")
        let salt = salt ?? (0..<16).map { _ in .random(in: .min ... .max) }
        guard
            let salted = SHA256Digest.pbkdf2(
                Array(password.utf8), salt: salt, iterations: iterations),
            let clientKey = SHA256Digest.hmac(salted, Array("Client Key".utf8)),
            let storedKey = SHA256Digest.of(clientKey),
            let serverKey = SHA256Digest.hmac(salted, Array("Server Key".utf8))
        else { return nil }
        self.init(
            iterations: iterations, salt: salt, storedKey: storedKey, serverKey: serverKey)
    }

    /// Whether text may be a user name or password: SASLprep changes nothing in printable ASCII,
    /// and who does not prepare must take nothing else (RFC 5802 section 2.2).
    package static func isUsable(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }

    /// What stands behind the user name in a file.
    package var text: String {
        "SCRAM-SHA-256$\(iterations):\(Data(salt).base64EncodedString())"
            + "$\(Data(storedKey).base64EncodedString()):\(Data(serverKey).base64EncodedString())"
    }

    /// Reads `SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey`.
    init(text: Substring) throws(SCRAMLineProblem) {
        let fields = text.split(separator: "$", omittingEmptySubsequences: false)
        guard fields.first == "SCRAM-SHA-256" else { throw .unknownScheme }
        let pairs = fields.dropFirst().map { field in
            field.split(separator: ":", omittingEmptySubsequences: false)
        }
        guard pairs.count == 2, pairs.allSatisfy({ $0.count == 2 }) else { throw .wrongFieldCount }
        guard let iterations = Int32(pairs[0][0]),
            (Self.iterationsMin...Self.iterationsMax).contains(iterations)
        else { throw .invalidIterations }
        guard let salt = Self.bytes(pairs[0][1]) else { throw .invalidSalt }
        guard let storedKey = Self.bytes(pairs[1][0]), let serverKey = Self.bytes(pairs[1][1]),
            storedKey.count == SHA256Digest.byteCount, serverKey.count == SHA256Digest.byteCount
        else { throw .invalidKey }
        self.init(
            iterations: iterations, salt: salt, storedKey: storedKey, serverKey: serverKey)
    }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        guard let bytes = Data(base64Encoded: String(text)), !bytes.isEmpty else { return nil }
        return [UInt8](bytes)
    }
}
