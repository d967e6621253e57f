/// Finding the levels of topic names and filters, which `/` separates (MQTT 5 section 4.7.1.1).
enum TopicLevel {
    static let separator = UInt8(ascii: "/")
    static let singleLevelWildcard = UInt8(ascii: "+")
    static let multiLevelWildcard = UInt8(ascii: "#")
    static let dollar = UInt8(ascii: "$")

    /// Where the level that starts at `start` ends: at the next separator or the end of `bytes`.
    @inline(__always)
    static func end(in bytes: Span<UInt8>, from start: Int) -> Int {
        var position = start
        while position + 8 <= bytes.count {
            // Proof: position + 8 <= count.
            let word = unsafe bytes.bytes.unsafeLoadUnaligned(
                fromByteOffset: position, as: UInt64.self)
            let marks = separatorMarks(UInt64(littleEndian: word))
            if marks != 0 { return position + marks.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < bytes.count && bytes[position] != separator { position += 1 }
        return position
    }

    /// Whether the level `range` is the one character `wildcard`.
    @inline(__always)
    static func isWildcard(
        _ wildcard: UInt8, _ bytes: Span<UInt8>, _ range: Range<Int>
    ) -> Bool {
        range.count == 1 && bytes[range.lowerBound] == wildcard
    }

    /// The high bit of each byte that is a separator; exact for the lowest one, which is asked for.
    @inline(__always)
    private static func separatorMarks(_ word: UInt64) -> UInt64 {
        let difference = word ^ 0x2F2F_2F2F_2F2F_2F2F
        return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
    }
}
