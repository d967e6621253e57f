/// One row of the specification's table of properties (MQTT 5 table 2-4).
package struct PropertyDefinition: Sendable {
    /// The name in the specification's words.
    package let name: StaticString
    package let form: Form
    /// The packets that may bear it.
    package let places: PropertyPlaces
    /// Those of them that may bear it more than once.
    package let repeatablePlaces: PropertyPlaces
    /// Whether the value 0 is a protocol error.
    package let refusesZero: Bool

    /// How the value lies on the wire.
    package enum Form: Sendable {
        /// A byte that is 0 or 1.
        case zeroOrOne
        case twoByteInteger
        case fourByteInteger
        case variableByteInteger
        case utf8String
        case topicName
        case binaryData
        case utf8StringPair
    }

    fileprivate init(
        _ name: StaticString, _ form: Form, in places: PropertyPlaces,
        repeatableIn repeatablePlaces: PropertyPlaces = [], refusesZero: Bool = false
    ) {
        self.name = name
        self.form = form
        self.places = places
        self.repeatablePlaces = repeatablePlaces
        self.refusesZero = refusesZero
    }
}

extension PropertyID {
    /// The row of the table: name, form, places.
    package var definition: PropertyDefinition {
        switch self {
        case .payloadFormatIndicator:
            .init("Payload Format Indicator", .zeroOrOne, in: [.publish, .will])
        case .messageExpiryInterval:
            .init("Message Expiry Interval", .fourByteInteger, in: [.publish, .will])
        case .contentType: .init("Content Type", .utf8String, in: [.publish, .will])
        case .responseTopic: .init("Response Topic", .topicName, in: [.publish, .will])
        case .correlationData: .init("Correlation Data", .binaryData, in: [.publish, .will])
        case .subscriptionIdentifier:
            .init(
                "Subscription Identifier", .variableByteInteger, in: [.publish, .subscribe],
                repeatableIn: .publish, refusesZero: true)
        case .sessionExpiryInterval:
            .init(
                "Session Expiry Interval", .fourByteInteger,
                in: [.connect, .connack, .disconnect])
        case .assignedClientIdentifier:
            .init("Assigned Client Identifier", .utf8String, in: .connack)
        case .serverKeepAlive: .init("Server Keep Alive", .twoByteInteger, in: .connack)
        case .authenticationMethod:
            .init("Authentication Method", .utf8String, in: [.connect, .connack, .auth])
        case .authenticationData:
            .init("Authentication Data", .binaryData, in: [.connect, .connack, .auth])
        case .requestProblemInformation:
            .init("Request Problem Information", .zeroOrOne, in: .connect)
        case .willDelayInterval: .init("Will Delay Interval", .fourByteInteger, in: .will)
        case .requestResponseInformation:
            .init("Request Response Information", .zeroOrOne, in: .connect)
        case .responseInformation: .init("Response Information", .utf8String, in: .connack)
        case .serverReference:
            .init("Server Reference", .utf8String, in: [.connack, .disconnect])
        case .reasonString:
            .init(
                "Reason String", .utf8String,
                in: [.acknowledgements, .connack, .disconnect, .auth])
        case .receiveMaximum:
            .init(
                "Receive Maximum", .twoByteInteger, in: [.connect, .connack], refusesZero: true)
        case .topicAliasMaximum:
            .init("Topic Alias Maximum", .twoByteInteger, in: [.connect, .connack])
        case .topicAlias:
            .init("Topic Alias", .twoByteInteger, in: .publish, refusesZero: true)
        case .maximumQoS: .init("Maximum QoS", .zeroOrOne, in: .connack)
        case .retainAvailable: .init("Retain Available", .zeroOrOne, in: .connack)
        case .userProperty:
            .init(
                "User Property", .utf8StringPair, in: .everywhere, repeatableIn: .everywhere)
        case .maximumPacketSize:
            .init(
                "Maximum Packet Size", .fourByteInteger, in: [.connect, .connack],
                refusesZero: true)
        case .wildcardSubscriptionAvailable:
            .init("Wildcard Subscription Available", .zeroOrOne, in: .connack)
        case .subscriptionIdentifiersAvailable:
            .init("Subscription Identifiers Available", .zeroOrOne, in: .connack)
        case .sharedSubscriptionAvailable:
            .init("Shared Subscription Available", .zeroOrOne, in: .connack)
        }
    }
}
