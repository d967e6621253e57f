extension Properties {
    /// Reads the property length and the properties; none before MQTT 5.
    init(
        _ reader: inout FrameReader, _ frame: Span<UInt8>, in place: PropertyPlaces,
        _ version: ProtocolVersion
    ) throws(DecodeError) {
        try self.init(frame, reader.properties(frame, version), in: place)
    }

    /// Reads `range`, the properties without their length.
    init(
        _ frame: Span<UInt8>, _ range: Range<Int>, in place: PropertyPlaces
    ) throws(DecodeError) {
        list = []
        if range.isEmpty { return }
        var scanner = PropertyScanner(range, in: place)
        while let item = try scanner.next(in: frame) { list.append(Property(item, frame)) }
    }
}

extension Property {
    /// Copies a judged property out of its frame.
    fileprivate init(_ item: PropertyScanner.Item, _ frame: Span<UInt8>) {
        let value = frame.extracting(item.value)
        let integer = item.integer
        switch item.id {
        case .payloadFormatIndicator:
            self = .payloadFormatIndicator(integer == 1 ? .utf8 : .unspecified)
        case .messageExpiryInterval: self = .messageExpiryInterval(integer)
        case .contentType: self = .contentType(value.copyToString())
        case .responseTopic: self = .responseTopic(value.copyToString())
        case .correlationData: self = .correlationData(value.copyToArray())
        case .subscriptionIdentifier: self = .subscriptionIdentifier(integer)
        case .sessionExpiryInterval: self = .sessionExpiryInterval(integer)
        case .assignedClientIdentifier: self = .assignedClientIdentifier(value.copyToString())
        case .serverKeepAlive: self = .serverKeepAlive(UInt16(integer))
        case .authenticationMethod: self = .authenticationMethod(value.copyToString())
        case .authenticationData: self = .authenticationData(value.copyToArray())
        case .requestProblemInformation: self = .requestProblemInformation(integer == 1)
        case .willDelayInterval: self = .willDelayInterval(integer)
        case .requestResponseInformation: self = .requestResponseInformation(integer == 1)
        case .responseInformation: self = .responseInformation(value.copyToString())
        case .serverReference: self = .serverReference(value.copyToString())
        case .reasonString: self = .reasonString(value.copyToString())
        case .receiveMaximum: self = .receiveMaximum(UInt16(integer))
        case .topicAliasMaximum: self = .topicAliasMaximum(UInt16(integer))
        case .topicAlias: self = .topicAlias(UInt16(integer))
        case .maximumQoS: self = .maximumQoS(integer == 1 ? .atLeastOnce : .atMostOnce)
        case .retainAvailable: self = .retainAvailable(integer == 1)
        case .userProperty:
            let name = frame.extracting(item.name)
            self = .userProperty(UserProperty(name.copyToString(), value.copyToString()))
        case .maximumPacketSize: self = .maximumPacketSize(integer)
        case .wildcardSubscriptionAvailable: self = .wildcardSubscriptionAvailable(integer == 1)
        case .subscriptionIdentifiersAvailable:
            self = .subscriptionIdentifiersAvailable(integer == 1)
        case .sharedSubscriptionAvailable: self = .sharedSubscriptionAvailable(integer == 1)
        }
    }
}
