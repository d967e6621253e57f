import MQTTPackets

/// Compares the borrowed views with the owned packet of the same bytes.
enum Views {
    /// Whether the views accept the bytes exactly when the owned decoder does, and say the same.
    static func agree(_ bytes: [UInt8], _ version: ProtocolVersion, _ packet: Packet?) -> Bool {
        do {
            guard let header = try FixedHeader.scan(bytes.span, at: 0, version: version),
                header.frameLength <= bytes.count
            else { return packet == nil }
            return try agree(bytes, header, version, packet)
        } catch {
            return packet == nil
        }
    }

    private static func agree(
        _ bytes: [UInt8], _ header: FixedHeader, _ version: ProtocolVersion, _ packet: Packet?
    ) throws(DecodeError) -> Bool {
        switch header.type {
        case .publish: try publish(bytes, header, version, packet)
        case .puback, .pubrec, .pubrel, .pubcomp:
            try acknowledgement(bytes, header, version, packet)
        case .subscribe: try subscribe(bytes, header, version, packet)
        case .unsubscribe: try unsubscribe(bytes, header, version, packet)
        default: true
        }
    }

    private static func text(_ bytes: [UInt8], _ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    private static func publish(
        _ bytes: [UInt8], _ header: FixedHeader, _ version: ProtocolVersion, _ packet: Packet?
    ) throws(DecodeError) -> Bool {
        let view = try PublishView(frame: bytes.span, header: header, version: version)
        let read = try PublishProperties(frame: bytes.span, publish: view)
        guard case .publish(let owned) = packet else { return false }
        let properties = owned.properties
        var expiry: UInt32?
        if let offset = read.messageExpiryOffset {
            expiry = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
        return text(bytes, view.topic) == owned.topic && Array(bytes[view.payload]) == owned.payload
            && view.qos == owned.qos && view.isRetained == owned.isRetained
            && view.isDuplicate == owned.isDuplicate && view.packetID == owned.packetID
            && read.topicAlias == properties.topicAlias
            && read.messageExpiryInterval == properties.messageExpiryInterval
            && expiry == properties.messageExpiryInterval
            && read.payloadFormatIndicator == properties.payloadFormatIndicator
            && read.hasContentType == (properties.contentType != nil)
            && read.hasResponseTopic == (properties.responseTopic != nil)
            && read.hasCorrelationData == (properties.correlationData != nil)
            && read.hasUserProperties == !properties.userProperties.isEmpty
            && read.hasSubscriptionIdentifier == (properties.subscriptionIdentifier != nil)
    }

    private static func acknowledgement(
        _ bytes: [UInt8], _ header: FixedHeader, _ version: ProtocolVersion, _ packet: Packet?
    ) throws(DecodeError) -> Bool {
        let view = try AcknowledgementView(frame: bytes.span, header: header, version: version)
        switch packet {
        case .puback(let owned), .pubrec(let owned), .pubrel(let owned), .pubcomp(let owned):
            return view.packetID == owned.packetID && view.reasonCode == owned.reasonCode
                && view.properties.isEmpty == owned.properties.isEmpty
        default: return false
        }
    }

    private static func subscribe(
        _ bytes: [UInt8], _ header: FixedHeader, _ version: ProtocolVersion, _ packet: Packet?
    ) throws(DecodeError) -> Bool {
        var view = try SubscribeView(frame: bytes.span, header: header, version: version)
        let count = try view.check(in: bytes.span)
        var subscriptions: [Subscription] = []
        while let entry = try view.next(in: bytes.span) {
            subscriptions.append(Subscription(text(bytes, entry.filter), entry.options))
        }
        guard case .subscribe(let owned) = packet else { return false }
        return view.packetID == owned.packetID && subscriptions == owned.subscriptions
            && count == subscriptions.count
            && view.subscriptionIdentifier == owned.properties.subscriptionIdentifier
    }

    private static func unsubscribe(
        _ bytes: [UInt8], _ header: FixedHeader, _ version: ProtocolVersion, _ packet: Packet?
    ) throws(DecodeError) -> Bool {
        var view = try UnsubscribeView(frame: bytes.span, header: header, version: version)
        let count = try view.check(in: bytes.span)
        var filters: [String] = []
        while let filter = try view.next(in: bytes.span) { filters.append(text(bytes, filter)) }
        guard case .unsubscribe(let owned) = packet else { return false }
        return view.packetID == owned.packetID && filters == owned.filters
            && count == filters.count
    }
}
