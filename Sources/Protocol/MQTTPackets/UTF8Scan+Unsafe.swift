/// Validation of UTF-8 encoded strings (MQTT 5 section 1.5.4).
package enum UTF8Scan {
    /// Whether the bytes are well-formed UTF-8 without U+0000 and, when asked, without `+` and `#`.
    ///
    /// ASCII is judged eight bytes at a time; the rest goes through the standard library.
    package static func isLegal(_ bytes: Span<UInt8>, refusingWildcards: Bool) -> Bool {
        let count = bytes.count
        if count < 8 { return isLegal(fewBytes: bytes, refusingWildcards) }
        var position = 0
        while true {
            // Proof: position + 8 <= count, and RawSpan covers exactly those bytes.
            let word = unsafe bytes.bytes.unsafeLoadUnaligned(
                fromByteOffset: position, as: UInt64.self)
            if word & highBits != 0 { return isLegalBeyondASCII(bytes, refusingWildcards) }
            if hasZeroByte(word) { return false }
            if refusingWildcards {
                if hasZeroByte(word ^ plusSigns) || hasZeroByte(word ^ numberSigns) { return false }
            }
            if position == count - 8 { return true }
            position = min(position + 8, count - 8)  // some are judged twice
        }
    }

    private static func isLegal(
        fewBytes bytes: Span<UInt8>, _ refusingWildcards: Bool
    ) -> Bool {
        for position in bytes.indices {
            let byte = bytes[position]
            if byte & 0x80 != 0 { return isLegalBeyondASCII(bytes, refusingWildcards) }
            if byte == 0 || (refusingWildcards && (byte == plusSign || byte == numberSign)) {
                return false
            }
        }
        return true
    }

    private static let plusSign = UInt8(ascii: "+")
    private static let numberSign = UInt8(ascii: "#")
    private static let highBits: UInt64 = 0x8080_8080_8080_8080
    private static let lowBits: UInt64 = 0x0101_0101_0101_0101
    private static let plusSigns: UInt64 = 0x2B2B_2B2B_2B2B_2B2B
    private static let numberSigns: UInt64 = 0x2323_2323_2323_2323

    @inline(__always)
    private static func hasZeroByte(_ word: UInt64) -> Bool {
        (word &- lowBits) & ~word & highBits != 0
    }

    private static func isLegalBeyondASCII(
        _ bytes: Span<UInt8>, _ refusingWildcards: Bool
    ) -> Bool {
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == 0 || (refusingWildcards && (byte == plusSign || byte == numberSign)) {
                return false
            }
        }
        // Surrogates and overlong forms are refused here [MQTT-1.5.4-1].
        return (try? UTF8Span(validating: bytes)) != nil  // the error says where; nobody asks
    }
}
