package import MQTTPackets

/// The levels of a filter or topic (MQTT 5 section 4.7.1).
extension TopicFilter {
    /// Whether the filter has a wildcard.
    package static func isWildcard(_ filter: Span<UInt8>) -> Bool {
        var position = 0
        while position + 8 <= filter.count {
            // Proof: the loop's condition leaves eight bytes behind `position`.
            let word = unsafe filter.bytes.unsafeLoadUnaligned(
                fromByteOffset: position, as: UInt64.self)
            if hasByte(TopicLevel.singleLevelWildcard, word)
                || hasByte(TopicLevel.multiLevelWildcard, word)
            {
                return true
            }
            position += 8
        }
        while position < filter.count {
            let byte = filter[position]
            if byte == TopicLevel.singleLevelWildcard || byte == TopicLevel.multiLevelWildcard {
                return true
            }
            position += 1
        }
        return false
    }

    /// How many levels the filter or topic has; an empty level is a level.
    package static func levelCount(of bytes: Span<UInt8>) -> Int {
        var count = 1
        for index in bytes.indices where bytes[index] == TopicLevel.separator { count += 1 }
        return count
    }

    @inline(__always)
    private static func hasByte(_ byte: UInt8, _ word: UInt64) -> Bool {
        let difference = word ^ UInt64(byte) &* 0x0101_0101_0101_0101
        return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080 != 0
    }
}
