/// One property of an MQTT 5 packet, with a value of its type (MQTT 5 section 2.2.2.2).
package enum Property: Hashable, Sendable {
    case payloadFormatIndicator(PayloadFormat)
    /// In seconds.
    case messageExpiryInterval(UInt32)
    case contentType(String)
    case responseTopic(String)
    case correlationData([UInt8])
    case subscriptionIdentifier(UInt32)
    /// In seconds; `UInt32.max` means never.
    case sessionExpiryInterval(UInt32)
    case assignedClientIdentifier(String)
    /// In seconds.
    case serverKeepAlive(UInt16)
    case authenticationMethod(String)
    case authenticationData([UInt8])
    case requestProblemInformation(Bool)
    /// In seconds.
    case willDelayInterval(UInt32)
    case requestResponseInformation(Bool)
    case responseInformation(String)
    case serverReference(String)
    case reasonString(String)
    case receiveMaximum(UInt16)
    case topicAliasMaximum(UInt16)
    case topicAlias(UInt16)
    /// Only `.atMostOnce` or `.atLeastOnce`; a server that offers QoS 2 omits it.
    case maximumQoS(QoS)
    case retainAvailable(Bool)
    case userProperty(UserProperty)
    /// In bytes.
    case maximumPacketSize(UInt32)
    case wildcardSubscriptionAvailable(Bool)
    case subscriptionIdentifiersAvailable(Bool)
    case sharedSubscriptionAvailable(Bool)
}
