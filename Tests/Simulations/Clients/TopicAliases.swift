import MQTTPackets

/// What the topic aliases of one connection stand for (MQTT 5 section 3.3.2.3.4).
struct TopicAliases {
    /// As CONNACK told.
    var outboundMax: UInt16 = 0
    private var outbound: [String: UInt16] = [:]
    private var inbound: [UInt16: String] = [:]

    /// Gives the topic an alias while there are any, and leaves it out when it has one.
    mutating func shorten(_ publish: inout Publish) {
        if let alias = outbound[publish.topic] {
            publish.properties.topicAlias = alias
            publish.topic = ""
        } else if outbound.count < Int(outboundMax) {
            let alias = UInt16(outbound.count + 1)
            outbound[publish.topic] = alias
            publish.properties.topicAlias = alias
        }
    }

    /// Puts the topic back; false for an alias beyond `max` or one that stands for nothing
    /// `[MQTT-3.1.2-26]` `[MQTT-3.3.2-8]`.
    mutating func lengthen(_ publish: inout Publish, max: UInt16) -> Bool {
        guard let alias = publish.properties.topicAlias else { return !publish.topic.isEmpty }
        if alias == 0 || alias > max { return false }
        if publish.topic.isEmpty {
            publish.topic = inbound[alias] ?? ""
        } else {
            inbound[alias] = publish.topic
        }
        return !publish.topic.isEmpty
    }
}
