internal import MQTTPackets

/// What the broker said when it accepted the client (MQTT 5 section 3.2).
public struct ServerGreeting: Hashable, Sendable {
    /// Whether the broker still knew the client's session.
    public let isSessionPresent: Bool
    /// The client identifier, possibly chosen by the broker.
    public let clientID: String
    /// The keep-alive in force; zero means none.
    public let keepAlive: Duration
    /// How many QoS 1 and 2 messages the broker takes at a time.
    public let receiveMaximum: UInt16
    /// The highest QoS at which the broker takes messages.
    public let maximumQoS: QoS
    /// Whether the broker keeps retained messages.
    public let isRetainAvailable: Bool
    /// Whether the broker tells which subscription a message belongs to.
    public let hasSubscriptionIdentifiers: Bool
    /// Whether the broker takes filters with `+` and `#`.
    public let hasWildcardSubscriptions: Bool
    /// Whether the broker takes shared subscriptions, `$share/GROUP/FILTER`.
    public let hasSharedSubscriptions: Bool
    /// How many topic aliases the broker lets the client define.
    public let topicAliasMaximum: UInt16
    /// What the broker gives for making response topics, if it was asked for.
    public let responseInformation: String?
    /// The largest packet the broker takes, in bytes; nil means the protocol's own limit.
    public let packetBytesMax: Int?

    /// What CONNACK says, beside what the client asked for.
    init(_ connack: ConnAck, configuration: MQTTClient.Configuration, clientID: String) {
        let properties = connack.properties
        isSessionPresent = connack.isSessionPresent
        self.clientID = properties.assignedClientIdentifier ?? clientID
        keepAlive =
            properties.serverKeepAlive.map { .seconds(Int64($0)) }
            ?? configuration.keepAlive
        receiveMaximum = properties.receiveMaximum ?? .max
        maximumQoS = properties.maximumQoS.map { QoS($0) } ?? .exactlyOnce
        isRetainAvailable = properties.retainAvailable ?? true
        hasSubscriptionIdentifiers =
            configuration.version == .v5
            && properties.subscriptionIdentifiersAvailable ?? true
        hasWildcardSubscriptions = properties.wildcardSubscriptionAvailable ?? true
        hasSharedSubscriptions = properties.sharedSubscriptionAvailable ?? true
        topicAliasMaximum = properties.topicAliasMaximum ?? 0
        responseInformation = properties.responseInformation
        packetBytesMax = properties.maximumPacketSize.map { Int($0) }
    }
}
