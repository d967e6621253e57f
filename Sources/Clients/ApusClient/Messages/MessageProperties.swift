internal import MQTTPackets

/// What an MQTT 5 message says beside topic and payload; not sent before MQTT 5.
public struct MessageProperties: Hashable, Sendable {
    /// Whether the sender declares the payload to be UTF-8 text.
    public var isText: Bool
    /// How long the message is worth delivering, in whole seconds; nil means for ever.
    public var expiry: Duration?
    /// The kind of content, as the applications agreed, for example `application/json`.
    public var contentType: String?
    /// Where a response is to be published.
    public var responseTopic: String?
    /// What tells the requester which request a response answers.
    public var correlationData: [UInt8]?
    /// The application's own pairs, in order.
    public var userProperties: [UserProperty]

    /// Properties; without arguments none.
    public init(
        isText: Bool = false, expiry: Duration? = nil, contentType: String? = nil,
        responseTopic: String? = nil, correlationData: [UInt8]? = nil,
        userProperties: [UserProperty] = []
    ) {
        self.isText = isText
        self.expiry = expiry
        self.contentType = contentType
        self.responseTopic = responseTopic
        self.correlationData = correlationData
        self.userProperties = userProperties
    }

    /// What a received PUBLISH says.
    init(_ wire: Properties) {
        self.init()
        if wire.isEmpty { return }
        isText = wire.payloadFormatIndicator == .utf8
        expiry = wire.messageExpiryInterval.map { .seconds(Int64($0)) }
        contentType = wire.contentType
        responseTopic = wire.responseTopic
        correlationData = wire.correlationData
        userProperties = wire.userProperties.map { UserProperty($0.name, $0.value) }
    }

    /// The same on the wire.
    var wire: Properties {
        var properties = Properties()
        if isText { properties.payloadFormatIndicator = .utf8 }
        properties.messageExpiryInterval = expiry.map(\.wholeSeconds)
        properties.contentType = contentType
        properties.responseTopic = responseTopic
        properties.correlationData = correlationData
        if !userProperties.isEmpty {
            properties.userProperties = userProperties.map {
                MQTTPackets.UserProperty($0.name, $0.value)
            }
        }
        return properties
    }
}
