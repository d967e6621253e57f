package import MQTTPackets

extension TopicFilter {
    /// Whether the legal filter matches the topic name; no index needed, one pass.
    package static func matches(filter: Span<UInt8>, topic: Span<UInt8>) -> Bool {
        if filter.isEmpty || topic.isEmpty { return false }
        if topic[0] == TopicLevel.dollar && startsWithWildcard(filter) {
            return false  // [MQTT-4.7.2-1]
        }
        var filterStart = 0
        var topicStart = 0
        while filterStart <= filter.count {
            let filterEnd = TopicLevel.end(in: filter, from: filterStart)
            let level = filterStart..<filterEnd
            // `#` stands for the parent level and all below it (section 4.7.1.2).
            if TopicLevel.isWildcard(TopicLevel.multiLevelWildcard, filter, level) { return true }
            if topicStart > topic.count { return false }
            let topicEnd = TopicLevel.end(in: topic, from: topicStart)
            if !TopicLevel.isWildcard(TopicLevel.singleLevelWildcard, filter, level)
                && !areEqual(filter, level, topic, topicStart..<topicEnd)
            {
                return false
            }
            filterStart = filterEnd + 1
            topicStart = topicEnd + 1
        }
        return topicStart > topic.count
    }

    private static func startsWithWildcard(_ filter: Span<UInt8>) -> Bool {
        filter[0] == TopicLevel.singleLevelWildcard || filter[0] == TopicLevel.multiLevelWildcard
    }

    private static func areEqual(
        _ left: Span<UInt8>, _ leftRange: Range<Int>,
        _ right: Span<UInt8>, _ rightRange: Range<Int>
    ) -> Bool {
        if leftRange.count != rightRange.count { return false }
        for offset in 0..<leftRange.count
        where left[leftRange.lowerBound + offset] != right[rightRange.lowerBound + offset] {
            return false
        }
        return true
    }
}
