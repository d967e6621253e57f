/// A fast hash of names. Peers choose the names but do not know the seed, so they cannot aim at
/// one bucket.
struct SeededHash: Sendable {
    private let start: UInt64
    private let firstSecret: UInt64
    private let secondSecret: UInt64

    /// - Parameter seed: from a random source that peers cannot observe.
    init(seed: UInt64) {
        start = Self.scatter(seed)
        firstSecret = Self.scatter(seed &+ 0x9E37_79B9_7F4A_7C15)
        secondSecret = Self.scatter(seed &+ 0x3C6E_F372_FE94_F82A)
    }

    /// The hash of `bytes`, which takes every byte and the count in.
    @inline(__always)
    func hash(_ bytes: Span<UInt8>) -> UInt64 {
        let count = bytes.count
        var state = start ^ UInt64(count)
        var position = 0
        while position + 16 <= count {
            state = Self.fold(
                word(bytes, position) ^ firstSecret, word(bytes, position + 8) ^ state)
            position += 16
        }
        let rest = count - position
        var first: UInt64 = 0
        var second: UInt64 = 0
        if rest >= 8 {
            first = word(bytes, position)
            second = word(bytes, count - 8)
        } else if rest > 0 && count >= 8 {
            second = word(bytes, count - 8)
        } else {
            for index in position..<count { second = second << 8 | UInt64(bytes[index]) }
        }
        state = Self.fold(first ^ secondSecret, second ^ state)
        return Self.fold(state, firstSecret | 1)
    }

    /// The tag of a whole name.
    @inline(__always)
    func tag(of bytes: Span<UInt8>) -> UInt32 {
        UInt32(truncatingIfNeeded: hash(bytes))
    }

    /// The tag of the level with hash `level` under the node `parent`.
    @inline(__always)
    func tag(parent: UInt32, level: UInt64) -> UInt32 {
        let hash = Self.fold(level ^ secondSecret, UInt64(parent) &* 2 &+ 1 ^ firstSecret)
        return UInt32(truncatingIfNeeded: hash)
    }

    @inline(__always)
    private func word(_ bytes: Span<UInt8>, _ position: Int) -> UInt64 {
        // Proof: every caller passes a position with at least 8 bytes behind it: the loop's guard
        // for position and position + 8, rest >= 8, and count >= 8 for count - 8.
        unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
    }

    @inline(__always)
    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    private static func scatter(_ value: UInt64) -> UInt64 {
        var mixed = value &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
