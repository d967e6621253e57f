import MQTTPackets

/// Legal packets of every type, and every property with every interesting value.
enum Samples {
    static let versions: [ProtocolVersion] = [.v31, .v311, .v5]

    /// One example per property, in the order of their identifiers.
    static let properties: [Property] = [
        .payloadFormatIndicator(.utf8), .messageExpiryInterval(0x0102_0304),
        .contentType("text/plain"), .responseTopic("answers/här"),
        .correlationData([0, 1, 0xFF]), .subscriptionIdentifier(268_435_455),
        .sessionExpiryInterval(.max), .assignedClientIdentifier("auto-1"),
        .serverKeepAlive(60), .authenticationMethod("SCRAM-SHA-1"),
        .authenticationData([1, 2, 3]), .requestProblemInformation(true),
        .willDelayInterval(5), .requestResponseInformation(false),
        .responseInformation("answers"), .serverReference("other:1883"),
        .reasonString("because"), .receiveMaximum(20), .topicAliasMaximum(0),
        .topicAlias(65_535), .maximumQoS(.atLeastOnce), .retainAvailable(true),
        .userProperty(UserProperty("key", "value")), .maximumPacketSize(1),
        .wildcardSubscriptionAvailable(false), .subscriptionIdentifiersAvailable(true),
        .sharedSubscriptionAvailable(false),
    ]

    /// All properties that `place` may bear, user properties twice.
    static func properties(of place: PropertyPlaces) -> Properties {
        Properties(
            properties.filter { $0.id.definition.places.contains(place) }
                + [.userProperty(UserProperty("key", ""))])
    }

    static func packetID(_ rawValue: UInt16) throws -> PacketID {
        struct Zero: Error {}
        guard let id = PacketID(rawValue) else { throw Zero() }
        return id
    }

    /// Legal packets of `version`, each type at least once, with and without properties.
    static func packets(_ version: ProtocolVersion) throws -> [Packet] {
        var packets = try plainPackets(version)
        if version == .v5 { packets += try packetsOfVersion5() }
        return packets
    }

    private static func plainPackets(_ version: ProtocolVersion) throws -> [Packet] {
        let id = try packetID(0x1234)
        let will = Will(topic: "will", payload: [1, 2], qos: .exactlyOnce, isRetained: true)
        let granted: [ReasonCode] = [.grantedQoS0, .grantedQoS1, .grantedQoS2, .unspecifiedError]
        return [
            .connect(Connect(version: version, clientID: "", cleanStart: false)),
            .connect(
                Connect(
                    version: version, clientID: "client", keepAlive: 0xABCD, will: will,
                    userName: "user", password: [0, 0xFF], isBridge: true)),
            .connack(ConnAck()), .connack(ConnAck(reasonCode: .notAuthorized)),
            .publish(Publish(topic: "a/b", payload: [1, 2, 3])),
            .publish(
                Publish(
                    topic: "ä", payload: Array(repeating: 7, count: 200), qos: .exactlyOnce,
                    isRetained: true, isDuplicate: true, packetID: id)),
            .puback(Acknowledgement(packetID: id)), .pubrec(Acknowledgement(packetID: id)),
            .pubrel(Acknowledgement(packetID: id)), .pubcomp(Acknowledgement(packetID: id)),
            .subscribe(
                Subscribe(
                    packetID: id,
                    subscriptions: [
                        Subscription("a/+/#"),
                        Subscription("b", SubscriptionOptions(qos: .exactlyOnce)),
                    ])),
            .suback(SubAck(packetID: id, reasonCodes: granted)),
            .unsubscribe(Unsubscribe(packetID: id, filters: ["a/+/#", "b"])),
            .unsuback(
                UnsubAck(packetID: id, reasonCodes: version == .v5 ? [.noSubscriptionExisted] : [])
            ),
            .pingreq, .pingresp, .disconnect(Disconnect()),
        ]
    }

    private static func packetsOfVersion5() throws -> [Packet] {
        let id = try packetID(1)
        func acknowledgement(_ place: PropertyPlaces, _ code: ReasonCode) -> Acknowledgement {
            Acknowledgement(packetID: id, reasonCode: code, properties: properties(of: place))
        }
        let will = Will(topic: "w", properties: properties(of: .will))
        let options = SubscriptionOptions(
            qos: .atLeastOnce, noLocal: true, retainAsPublished: true, retainHandling: .doNotSend)
        return [
            .connect(
                Connect(
                    version: .v5, clientID: "c", will: will, password: [1],
                    properties: properties(of: .connect))),
            .connack(ConnAck(isSessionPresent: true, properties: properties(of: .connack))),
            .publish(Publish(topic: "", properties: properties(of: .publish))),
            .puback(Acknowledgement(packetID: id, reasonCode: .noMatchingSubscribers)),
            .puback(acknowledgement(.puback, .success)),
            .pubrec(acknowledgement(.pubrec, .quotaExceeded)),
            .pubrel(acknowledgement(.pubrel, .packetIdentifierNotFound)),
            .pubcomp(acknowledgement(.pubcomp, .packetIdentifierNotFound)),
            .subscribe(
                Subscribe(
                    packetID: id, subscriptions: [Subscription("t", options)],
                    properties: properties(of: .subscribe))),
            .suback(
                SubAck(
                    packetID: id, reasonCodes: [.quotaExceeded],
                    properties: properties(of: .suback))),
            .unsubscribe(
                Unsubscribe(
                    packetID: id, filters: ["t"], properties: properties(of: .unsubscribe))),
            .unsuback(
                UnsubAck(
                    packetID: id, reasonCodes: [.success], properties: properties(of: .unsuback))),
            .disconnect(Disconnect(reasonCode: .sessionTakenOver)),
            .disconnect(
                Disconnect(
                    reasonCode: .disconnectWithWill, properties: properties(of: .disconnect))),
            .auth(Auth(reasonCode: .success)),
            .auth(Auth(reasonCode: .continueAuthentication, properties: properties(of: .auth))),
        ]
    }
}
