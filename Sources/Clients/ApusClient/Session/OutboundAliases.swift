package import MQTTPackets

/// The topic aliases that the client defined on this connection (MQTT 5 section 3.3.2.3.4).
///
/// The first topics get them, as many as both sides allow; all others are sent in full.
package struct OutboundAliases {
    /// By the topic's bytes: equal strings may differ on the wire.
    private var aliases: [[UInt8]: UInt16] = [:]
    private let maximum: UInt16

    /// Aliases from 1 to `maximum`, the broker's Topic Alias Maximum at most `[MQTT-3.2.2-17]`;
    /// zero for none `[MQTT-3.2.2-18]`.
    package init(maximum: UInt16) { self.maximum = maximum }

    /// The PUBLISH as it goes on the wire, at most `bytesMax` long like the one given.
    package mutating func shorten(_ publish: Publish, bytesMax: Int?) -> Publish {
        if maximum == 0 { return publish }
        var shortened = publish
        let topic = Array(publish.topic.utf8)
        if let alias = aliases[topic] {
            shortened.topic = ""
            shortened.properties.topicAlias = alias
            return shortened
        }
        // The property takes three bytes itself.
        guard topic.count > 3, aliases.count < Int(maximum) else { return publish }
        let alias = UInt16(aliases.count) + 1
        shortened.properties.topicAlias = alias
        if let bytesMax {
            var bytes: [UInt8] = []
            shortened.encode(into: &bytes, version: .v5)
            if bytes.count > bytesMax { return publish }
        }
        aliases[topic] = alias
        return shortened
    }
}
