internal import MQTTPackets

/// What the broker said that it does not take.
extension ServerGreeting {
    /// Why a message must not be sent, in the reason code that the broker would use; nil if it may.
    func objection(
        to publish: Publish, version: MQTTPackets.ProtocolVersion
    ) -> MQTTPackets.ReasonCode? {
        if QoS(publish.qos) > maximumQoS { return .qosNotSupported }  // [MQTT-3.2.2-11]
        if publish.isRetained && !isRetainAvailable {  // [MQTT-3.2.2-14]
            return .retainNotSupported
        }
        return excess(of: publish, version: version) == nil ? nil : .packetTooLarge
    }

    /// The length of a PUBLISH that exceeds the broker's limit `[MQTT-3.2.2-15]`; nil if it fits.
    func excess(of publish: Publish, version: MQTTPackets.ProtocolVersion) -> Int? {
        guard let packetBytesMax else { return nil }
        guard
            publish.payload.count + publish.topic.utf8.count + 16 > packetBytesMax / 2
                || !publish.properties.isEmpty
        else { return nil }
        var probe = publish
        if probe.qos != .atMostOnce { probe.packetID = PacketID(1) }
        var bytes: [UInt8] = []
        probe.encode(into: &bytes, version: version)
        return bytes.count > packetBytesMax ? bytes.count : nil
    }

    /// The feature that one of the filters needs and the broker lacks; nil if there is none.
    func missingFeature(of filters: [TopicFilter]) -> String? {
        for filter in filters {
            if !hasSharedSubscriptions && filter.isShared { return "shared subscriptions" }
            if !hasWildcardSubscriptions && filter.hasWildcard { return "wildcard subscriptions" }
        }
        return nil
    }
}
