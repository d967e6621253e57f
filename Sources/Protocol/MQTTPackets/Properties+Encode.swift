extension Properties {
    /// Writes the property length and the properties; nothing before MQTT 5.
    package func encode(into bytes: inout [UInt8], version: ProtocolVersion) {
        if version != .v5 { return }
        let start = bytes.count
        for property in list { property.encode(into: &bytes) }
        bytes.insertLength(at: start)
    }
}

extension Property {
    /// Writes identifier and value.
    fileprivate func encode(into bytes: inout [UInt8]) {
        bytes.append(id.rawValue)
        switch self {
        case .payloadFormatIndicator(let format): bytes.append(format.rawValue)
        case .requestProblemInformation(let flag), .requestResponseInformation(let flag),
            .retainAvailable(let flag), .wildcardSubscriptionAvailable(let flag),
            .subscriptionIdentifiersAvailable(let flag), .sharedSubscriptionAvailable(let flag):
            bytes.append(flag ? 1 : 0)
        case .maximumQoS(let qos):
            precondition(qos != .exactlyOnce, "a server that offers QoS 2 omits Maximum QoS")
            bytes.append(qos.rawValue)
        case .serverKeepAlive(let value), .receiveMaximum(let value),
            .topicAliasMaximum(let value), .topicAlias(let value):
            bytes.append(twoByteInteger: value)
        case .messageExpiryInterval(let value), .sessionExpiryInterval(let value),
            .willDelayInterval(let value), .maximumPacketSize(let value):
            bytes.append(twoByteInteger: UInt16(value >> 16))
            bytes.append(twoByteInteger: UInt16(value & 0xFFFF))
        case .subscriptionIdentifier(let value):
            VariableByteInteger.append(Int(value), to: &bytes)
        case .contentType(let text), .responseTopic(let text),
            .assignedClientIdentifier(let text), .authenticationMethod(let text),
            .responseInformation(let text), .serverReference(let text), .reasonString(let text):
            bytes.append(utf8String: text)
        case .correlationData(let data), .authenticationData(let data):
            bytes.append(binaryData: data)
        case .userProperty(let pair):
            bytes.append(utf8String: pair.name)
            bytes.append(utf8String: pair.value)
        }
    }
}
