package import MQTTPackets

/// The topic aliases that the broker defined on this connection (MQTT 5 section 3.3.2.3.4).
package struct InboundAliases {
    private var topics: [UInt16: String] = [:]
    private let maximum: UInt16

    /// Aliases from 1 to `maximum`.
    package init(maximum: UInt16) { self.maximum = maximum }

    /// The topic of a PUBLISH, or nil when its alias is unknown or beyond the limit
    /// `[MQTT-3.3.2-9]`.
    package mutating func topic(of publish: Publish) -> String? {
        guard let alias = publish.properties.topicAlias else {
            return publish.topic.isEmpty ? nil : publish.topic
        }
        if alias == 0 || alias > maximum { return nil }
        if publish.topic.isEmpty { return topics[alias] }
        topics[alias] = publish.topic
        return publish.topic
    }
}
