extension Subscribe {
    /// Reads the body by way of its view.
    init(
        _ frame: Span<UInt8>, _ header: FixedHeader, _ version: ProtocolVersion
    ) throws(DecodeError) {
        var view = try SubscribeView(frame: frame, header: header, version: version)
        var subscriptions: [Subscription] = []
        while let entry = try view.next(in: frame) {
            let filter = frame.extracting(entry.filter).copyToString()
            subscriptions.append(Subscription(filter, entry.options))
        }
        self.init(
            packetID: view.packetID, subscriptions: subscriptions,
            properties: try Properties(frame, view.properties, in: .subscribe))
    }

    /// Appends the body; before MQTT 5 only the QoS of the options.
    func encodeBody(into bytes: inout [UInt8], _ version: ProtocolVersion) {
        precondition(!subscriptions.isEmpty, "SUBSCRIBE needs a subscription")
        bytes.append(twoByteInteger: packetID.rawValue)
        properties.encode(into: &bytes, version: version)
        for subscription in subscriptions {
            bytes.append(utf8String: subscription.filter)
            let options = subscription.options
            bytes.append(version == .v5 ? options.rawValue : options.qos.rawValue)
        }
    }
}
