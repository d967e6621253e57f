internal import COpenSSL

/// 32 octets that stand for something: a SHA-256, or a session's random identifier.
struct Fingerprint: Hashable, Sendable {
    private let words: [4 of UInt64]

    /// The SHA-256 of the bytes.
    init(hashing bytes: UnsafeRawBufferPointer) {
        var words: [4 of UInt64] = .init(repeating: 0)
        // Proof: SHA256 reads the bytes lent and writes the 32 that four words have.
        unsafe withUnsafeMutableBytes(of: &words) { digest in
            _ = unsafe SHA256(
                bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count,
                digest.baseAddress?.assumingMemoryBound(to: UInt8.self))
        }
        self.words = words
    }

    /// The octets themselves; nil when there are not 32 of them.
    init?(octets: UnsafeRawBufferPointer) {
        var words: [4 of UInt64] = .init(repeating: 0)
        if octets.count != 32 { return nil }
        // Proof: both sides have 32 bytes.
        unsafe withUnsafeMutableBytes(of: &words) { unsafe $0.copyMemory(from: octets) }
        self.words = words
    }

    static func == (left: Self, right: Self) -> Bool {
        // All four always: who guesses identifiers learns nothing from the time it takes.
        (left.words[0] ^ right.words[0]) | (left.words[1] ^ right.words[1])
            | (left.words[2] ^ right.words[2]) | (left.words[3] ^ right.words[3]) == 0
    }

    func hash(into hasher: inout Hasher) {
        for place in words.indices { hasher.combine(words[place]) }
    }
}
