/// Why bytes from a peer are no legal packet, and where: the field is what an operator needs.
@usableFromInline package enum DecodeError: Error, Hashable, Sendable {
    /// The field's bytes break the packet's format.
    case malformed(Field)
    /// The field is well formed but not allowed there.
    case protocolError(Field)
    /// The frame is longer than the limit, in bytes.
    case packetTooLarge(limit: Int)
    /// CONNECT names a protocol level that nobody specified.
    case unsupportedProtocolVersion(UInt8)

    /// The part of a packet that is wrong, in the specification's words.
    @usableFromInline package enum Field: String, Sendable, CaseIterable {
        case packetType = "packet type"
        case fixedHeaderFlags = "fixed header flags"
        case remainingLength = "remaining length"
        case protocolName = "protocol name"
        case connectFlags = "connect flags"
        case keepAlive = "keep alive"
        case clientID = "client identifier"
        case willTopic = "will topic"
        case willPayload = "will payload"
        case willQoS = "will QoS"
        case userName = "user name"
        case password = "password"
        case connectAcknowledgeFlags = "connect acknowledge flags"
        case reasonCode = "reason code"
        case packetID = "packet identifier"
        case topicName = "topic name"
        case topicFilter = "topic filter"
        case topicAlias = "topic alias"
        case qos = "QoS"
        case duplicateFlag = "DUP flag"
        case subscriptionOptions = "subscription options"
        case propertyLength = "property length"
        case property = "property"
        case repeatedProperty = "repeated property"
        case propertyValue = "property value"
        case payload = "payload"
    }
}
