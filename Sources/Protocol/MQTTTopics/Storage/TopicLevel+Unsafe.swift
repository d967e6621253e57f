/// One level of a topic name or filter, as `/` separates them (MQTT 5 section 4.7.1.1).
struct TopicLevel {
    /// The name itself while it has at most eight bytes, with zeros behind it: no name contains a
    /// zero (MQTT 5 section 1.5.4). A hash of a longer one.
    let word: UInt64
    /// Where the level lies in the bytes it was read from.
    let start: Int
    let end: Int

    static let separator = UInt8(ascii: "/")
    static let singleLevelWildcard = UInt8(ascii: "+")
    static let multiLevelWildcard = UInt8(ascii: "#")
    static let dollar = UInt8(ascii: "$")
    /// The longest name that `word` holds.
    static let shortLength = 8

    /// Nothing, for a place that is filled later.
    init() {
        word = 0
        start = 0
        end = 0
    }

    /// The level that begins at `start`, which is at most the count of `bytes`.
    @inline(__always)
    init(in bytes: Span<UInt8>, from start: Int, hash: SeededHash) {
        self.start = start
        let word = Self.word(in: bytes, at: start)
        let marks = Self.separatorMarks(word)
        if marks != 0 {
            end = start + marks.trailingZeroBitCount / 8
            // The lowest mark is the high bit of the separator's byte: what lies below it stays.
            self.word = word & ((marks & ~(marks &- 1)) >> 7 &- 1)
            return
        }
        let rest = bytes.count - start
        if rest <= Self.shortLength {
            end = bytes.count
            self.word = word
            return
        }
        (end, self.word) = Self.long(in: bytes, from: start, word: word, hash: hash)
    }

    /// End and word of a level that begins with the eight bytes of `word`.
    @inline(never)
    private static func long(
        in bytes: Span<UInt8>, from start: Int, word: UInt64, hash: SeededHash
    ) -> (end: Int, word: UInt64) {
        let end = end(in: bytes, from: start + shortLength)
        if end - start == shortLength { return (end, word) }
        return (end, hash.hash(bytes.extracting(start..<end)))
    }

    /// Whether `word` is the name.
    @inline(__always)
    var isShort: Bool { end - start <= Self.shortLength }

    /// Whether the level is `+`.
    @inline(__always)
    var isSingleLevelWildcard: Bool { isShort && word == UInt64(Self.singleLevelWildcard) }

    /// Whether the level is `#`.
    @inline(__always)
    var isMultiLevelWildcard: Bool { isShort && word == UInt64(Self.multiLevelWildcard) }

    /// Where the level that starts at `start` ends: at the next separator or the end of `bytes`.
    @inline(__always)
    static func end(in bytes: Span<UInt8>, from start: Int) -> Int {
        var position = start
        while position + 8 <= bytes.count {
            let marks = separatorMarks(load(bytes, position))
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

    /// Up to eight bytes from `start` on, the first one lowest, with zeros behind the last.
    @inline(__always)
    private static func word(in bytes: Span<UInt8>, at start: Int) -> UInt64 {
        let rest = bytes.count - start
        if rest >= 8 { return load(bytes, start) }
        if rest == 0 { return 0 }
        if bytes.count >= 8 { return load(bytes, bytes.count - 8) &>> UInt64(8 &* (8 &- rest)) }
        return wordOfFew(bytes, at: start)
    }

    @inline(never)
    private static func wordOfFew(_ bytes: Span<UInt8>, at start: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in (start..<bytes.count).reversed() { word = word << 8 | UInt64(bytes[index]) }
        return word
    }

    @inline(__always)
    private static func load(_ bytes: Span<UInt8>, _ position: Int) -> UInt64 {
        // Proof: each caller has made sure that eight bytes lie behind `position`.
        let word = unsafe bytes.bytes.unsafeLoadUnaligned(
            fromByteOffset: position, as: UInt64.self)
        return UInt64(littleEndian: word)
    }

    /// The high bit of each byte that is a separator; exact for the lowest one, which is asked for.
    @inline(__always)
    private static func separatorMarks(_ word: UInt64) -> UInt64 {
        let difference = word ^ 0x2F2F_2F2F_2F2F_2F2F
        return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
    }
}
