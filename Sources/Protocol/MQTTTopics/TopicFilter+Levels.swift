package import MQTTPackets

/// The levels of a filter or topic (MQTT 5 section 4.7.1).
extension TopicFilter {
    /// Whether the filter has a wildcard.
    package static func isWildcard(_ filter: Span<UInt8>) -> Bool {
        for index in filter.indices {
            let byte = filter[index]
            if byte == TopicLevel.singleLevelWildcard || byte == TopicLevel.multiLevelWildcard {
                return true
            }
        }
        return false
    }

    /// How many levels the filter or topic has; an empty level is a level.
    package static func levelCount(of bytes: Span<UInt8>) -> Int {
        var count = 1
        for index in bytes.indices where bytes[index] == TopicLevel.separator { count += 1 }
        return count
    }
}
