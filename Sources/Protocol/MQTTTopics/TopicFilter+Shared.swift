package import MQTTPackets

extension TopicFilter {
    /// Where the part begins that topics are matched with: behind `$share/NAME/` in a legal filter
    /// of a shared subscription, else at the start (MQTT 5 section 4.8.2).
    package static func matchedStart(of filter: Span<UInt8>) -> Int {
        if !isShared(filter) { return 0 }
        let nameEnd = TopicLevel.end(in: filter, from: sharePrefixLength)
        return nameEnd + 1
    }

    /// Bytes of `$share/`.
    private static let sharePrefixLength = 7
}
