package import MQTTPackets

/// The topic aliases that the broker defined on this connection (MQTT 5 section 3.3.2.3.4).
package struct InboundAliases {
    /// What a PUBLISH's topic is.
    package enum Verdict: Equatable {
        case topic(String)
        /// The alias is zero or beyond the limit that the client announced `[MQTT-3.3.2-11]`.
        case invalid
        /// The alias stands for nothing on this connection `[MQTT-3.3.2-7]`.
        case unknown
    }

    private var topics: [UInt16: String] = [:]
    private let maximum: UInt16

    /// Aliases from 1 to `maximum`.
    package init(maximum: UInt16) { self.maximum = maximum }

    /// The topic of a PUBLISH; every alias up to the limit is accepted `[MQTT-3.3.2-10]`.
    package mutating func topic(of publish: Publish) -> Verdict {
        guard let alias = publish.properties.topicAlias else {
            return publish.topic.isEmpty ? .unknown : .topic(publish.topic)
        }
        if alias == 0 || alias > maximum { return .invalid }
        if publish.topic.isEmpty { return topics[alias].map { .topic($0) } ?? .unknown }
        topics[alias] = publish.topic
        return .topic(publish.topic)
    }
}
