/// The properties of a ``PublishView``, judged, and still in their frame.
package struct PublishProperties: Sendable {
    /// All properties, without their length prefix; empty before MQTT 5.
    package let range: Range<Int>
    /// Never zero.
    package private(set) var topicAlias: UInt16?
    /// The alias with its identifier, which is not for the subscriber; empty when there is none.
    package private(set) var topicAliasRange: Range<Int>
    /// In seconds.
    package private(set) var messageExpiryInterval: UInt32?
    /// Where the four bytes of ``messageExpiryInterval`` lie; nil exactly when that is nil.
    package private(set) var messageExpiryOffset: Int?
    package private(set) var payloadFormatIndicator: PayloadFormat?
    package private(set) var hasContentType = false
    package private(set) var hasResponseTopic = false
    package private(set) var hasCorrelationData = false
    package private(set) var hasUserProperties = false
    /// A protocol error when a client sends it `[MQTT-3.3.4-6]`.
    package private(set) var hasSubscriptionIdentifier = false

    /// Reads and judges all properties of `publish`.
    /// - Throws: the property that is wrong; `protocolError(.topicName)` when there is neither a
    ///   topic name nor an alias.
    package init(frame: Span<UInt8>, publish: PublishView) throws(DecodeError) {
        try self.init(frame: frame, range: publish.properties)
        if range.isEmpty { return }
        if publish.topic.isEmpty, topicAlias == nil { throw .protocolError(.topicName) }
    }

    /// Reads and judges the properties of a PUBLISH that lie in `range`, without their length.
    package init(frame: Span<UInt8>, range: Range<Int>) throws(DecodeError) {
        self.range = range
        topicAliasRange = range.upperBound..<range.upperBound
        if range.isEmpty { return }
        var scanner = PropertyScanner(range, in: .publish)
        while let item = try scanner.next(in: frame) { note(item) }
    }

    /// The bytes in front of the topic alias; all when there is none.
    package var beforeTopicAlias: Range<Int> { range.lowerBound..<topicAliasRange.lowerBound }

    /// The bytes behind the topic alias; none when there is none.
    package var afterTopicAlias: Range<Int> { topicAliasRange.upperBound..<range.upperBound }

    private mutating func note(_ item: PropertyScanner.Item) {
        switch item.id {
        case .topicAlias:
            topicAlias = UInt16(item.integer)
            topicAliasRange = item.range
        case .messageExpiryInterval:
            messageExpiryInterval = item.integer
            messageExpiryOffset = item.range.lowerBound + 1
        case .payloadFormatIndicator:
            payloadFormatIndicator = item.integer == 1 ? .utf8 : .unspecified
        case .contentType: hasContentType = true
        case .responseTopic: hasResponseTopic = true
        case .correlationData: hasCorrelationData = true
        case .userProperty: hasUserProperties = true
        case .subscriptionIdentifier: hasSubscriptionIdentifier = true
        default: break  // the scanner lets no other into a PUBLISH
        }
    }
}
