import MQTTPackets

/// What a topic filter may look like, and which topics it matches (MQTT 5 section 4.7).
package enum TopicFilter {
    /// Why bytes are no legal topic filter.
    package enum Fault: Error, Hashable, Sendable {
        /// A filter has at least one character `[MQTT-4.7.3-1]`.
        case isEmpty
        /// Not UTF-8, or with U+0000 `[MQTT-1.5.4-1]` `[MQTT-4.7.3-2]`.
        case notText
        /// `#` not alone in the last level `[MQTT-4.7.1-1]`.
        case multiLevelWildcard
        /// `+` not alone in its level `[MQTT-4.7.1-2]`.
        case singleLevelWildcard
        /// More levels than the broker's limit.
        case tooManyLevels(max: Int)
        /// `$share/` without a name or without a filter `[MQTT-4.8.2-1]` `[MQTT-4.8.2-2]`.
        case shareName
    }

    /// Whose share a filter asks for.
    package enum Share: Hashable, Sendable {
        /// An ordinary filter.
        case none
        /// `$share/group/filter`: where group and filter lie in the bytes.
        case group(Range<Int>, filter: Range<Int>)
    }

    /// What is wrong with the filter, or nil when it is legal; ``share(of:)`` judges `$share/`.
    package static func fault(in filter: Span<UInt8>, levelsMax: Int) -> Fault? {
        if filter.isEmpty { return .isEmpty }
        if !UTF8Scan.isLegal(filter, refusingWildcards: false) { return .notText }
        var start = 0
        var levelCount = 0
        while start <= filter.count {
            levelCount += 1
            if levelCount > levelsMax { return .tooManyLevels(max: levelsMax) }
            let end = TopicLevel.end(in: filter, from: start)
            for index in start..<end {
                if filter[index] == TopicLevel.multiLevelWildcard
                    && (end - start > 1 || end < filter.count)
                {
                    return .multiLevelWildcard
                }
                if filter[index] == TopicLevel.singleLevelWildcard && end - start > 1 {
                    return .singleLevelWildcard
                }
            }
            start = end + 1
        }
        return nil
    }

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

    /// Group and filter of a shared subscription (MQTT 5 section 4.8.2).
    /// - Throws: `shareName` when the filter starts with `$share/` but has no legal group or no
    ///   filter behind it.
    package static func share(of filter: Span<UInt8>) throws(Fault) -> Share {
        guard startsWithShare(filter) else { return .none }
        let groupEnd = TopicLevel.end(in: filter, from: sharePrefix.count)
        let group = sharePrefix.count..<groupEnd
        if group.isEmpty || groupEnd + 1 >= filter.count { throw .shareName }
        if isWildcard(filter.extracting(group)) { throw .shareName }
        return .group(group, filter: groupEnd + 1..<filter.count)
    }

    private static let sharePrefix = Array("$share/".utf8)

    private static func startsWithShare(_ filter: Span<UInt8>) -> Bool {
        if filter.count < sharePrefix.count { return false }
        for index in sharePrefix.indices where filter[index] != sharePrefix[index] { return false }
        return true
    }
}
