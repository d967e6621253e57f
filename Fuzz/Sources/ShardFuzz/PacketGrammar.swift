import FuzzInput
import MQTTPackets

/// Legal packets, or nearly so, made from few choices.
enum PacketGrammar {
    static let clientIDs = ["", "a", "b", "c", "a client of 24 characters", "ä", "a\u{308}"]
    static let userNames: [String?] = [nil, "u", "v"]
    private static let versions: [ProtocolVersion] = [.v5, .v311, .v31]
    private static let topics = [
        "t", "t/a", "t/a/b", "u", "$SYS/t", "/", "t/a/b/c/d/e/f", "", "$share/g/t",
    ]
    private static let filters = [
        "t", "t/a", "#", "+", "t/#", "t/+", "+/a", "$SYS/#", "$share/g/t/#", "$share/g/#",
        "$share/h/+", "t/a/b/c/d/e/f", "/", "u",
    ]
    private static let qualities: [QoS] = [.atMostOnce, .atLeastOnce, .exactlyOnce]
    private static let seconds: [UInt32] = [0, 1, 5, 100, .max]
    private static let payloadSizes = [0, 1, 30, 300, 3_000]

    static func connect(_ input: inout FuzzInput) -> Connect {
        let version = input.choice(versions)
        let flags = input.byte()
        var connect = Connect(
            version: version, clientID: input.choice(clientIDs), cleanStart: flags & 1 == 0,
            keepAlive: flags & 2 == 0 ? 0 : UInt16(input.byte()))
        if flags & 4 != 0 { connect.will = will(&input, version) }
        if flags & 8 != 0 { connect.userName = "u" }
        if flags & 16 != 0, flags & 8 != 0 || version == .v5 { connect.password = input.raw(2) }
        if version != .v5 || flags & 32 == 0 { return connect }
        let asked = input.byte()
        if asked & 1 != 0 { connect.properties.sessionExpiryInterval = input.choice(seconds) }
        if asked & 2 != 0 { connect.properties.receiveMaximum = 1 + UInt16(input.byte() & 3) }
        if asked & 4 != 0 { connect.properties.maximumPacketSize = 1 + UInt32(input.byte()) }
        if asked & 8 != 0 { connect.properties.topicAliasMaximum = UInt16(input.byte() & 3) }
        if asked & 16 != 0 { connect.properties.requestProblemInformation = input.flag() }
        if asked & 32 != 0 { connect.properties.requestResponseInformation = true }
        if asked & 64 != 0 { connect.properties.authenticationMethod = "SCRAM-SHA-256" }
        if asked & 128 != 0 { connect.properties.userProperties = [UserProperty("k", "v")] }
        return connect
    }

    private static func will(_ input: inout FuzzInput, _ version: ProtocolVersion) -> Will {
        let flags = input.byte()
        let topic = input.choice(topics)
        var will = Will(
            topic: topic.isEmpty ? "w" : topic, payload: input.raw(Int(flags >> 6)),
            qos: qualities[Int(flags & 3) % 3], isRetained: flags & 4 != 0)
        if version == .v5, flags & 8 != 0 {
            will.properties.willDelayInterval = input.choice(seconds)
        }
        if version == .v5, flags & 16 != 0 {
            will.properties.messageExpiryInterval = input.choice(seconds)
        }
        return will
    }

    static func publish(_ input: inout FuzzInput, _ version: ProtocolVersion) -> Publish {
        let flags = input.byte()
        let qos = qualities[Int(flags & 3) % 3]
        var publish = Publish(
            topic: input.choice(topics),
            payload: Array(repeating: flags, count: payloadSizes[Int(flags >> 5) % 5]), qos: qos,
            isRetained: flags & 4 != 0, isDuplicate: flags & 8 != 0 && qos > .atMostOnce,
            packetID: qos > .atMostOnce ? packetID(&input) : nil)
        if version != .v5 || flags & 16 == 0 { return publish }
        let asked = input.byte()
        if asked & 1 != 0 { publish.properties.topicAlias = UInt16(input.byte() & 15) }
        if asked & 2 != 0 { publish.properties.messageExpiryInterval = input.choice(seconds) }
        if asked & 4 != 0 { publish.properties.payloadFormatIndicator = .utf8 }
        if asked & 8 != 0 { publish.properties.responseTopic = "answers" }
        if asked & 16 != 0 { publish.properties.correlationData = [1] }
        if asked & 32 != 0 { publish.properties.userProperties = [UserProperty("k", "v")] }
        if asked & 64 != 0 { publish.properties.contentType = "text" }
        if asked & 128 != 0 { publish.properties.subscriptionIdentifier = 1 }
        return publish
    }

    static func subscribe(_ input: inout FuzzInput, _ version: ProtocolVersion) -> Subscribe {
        let flags = input.byte()
        let subscriptions = (0...Int(flags & 3)).map { _ in
            let bits = version == .v5 ? input.byte() & 0x3F : input.byte() & 3
            let options = SubscriptionOptions(rawValue: bits) ?? SubscriptionOptions()
            return Subscription(input.choice(filters), options)
        }
        var subscribe = Subscribe(packetID: packetID(&input), subscriptions: subscriptions)
        if version == .v5, flags & 4 != 0 {
            subscribe.properties.subscriptionIdentifier = 1 + UInt32(input.byte())
        }
        return subscribe
    }

    static func unsubscribe(_ input: inout FuzzInput) -> Unsubscribe {
        let count = input.number(below: 3)
        return Unsubscribe(
            packetID: packetID(&input), filters: (0...count).map { _ in input.choice(filters) })
    }

    /// PUBACK, PUBREC, PUBREL or PUBCOMP, of a message under way or of any.
    static func acknowledgement(
        _ input: inout FuzzInput, _ version: ProtocolVersion, outstanding: [UInt16]
    ) -> Packet {
        let flags = input.byte()
        var packetID = packetID(&input)
        if flags & 4 != 0, let last = outstanding.last, let known = PacketID(last) {
            packetID = known
        }
        var body = Acknowledgement(packetID: packetID)
        let type = flags & 3
        if version == .v5, flags & 8 != 0 {
            body.reasonCode = type < 2 ? .unspecifiedError : .packetIdentifierNotFound
        }
        return switch type {
        case 0: .puback(body)
        case 1: .pubrec(body)
        case 2: .pubrel(body)
        default: .pubcomp(body)
        }
    }

    static func disconnect(_ input: inout FuzzInput, _ version: ProtocolVersion) -> Disconnect {
        let flags = input.byte()
        var disconnect = Disconnect()
        if version != .v5 { return disconnect }
        if flags & 1 != 0 { disconnect.reasonCode = .disconnectWithWill }
        if flags & 2 != 0 {
            disconnect.properties.sessionExpiryInterval = input.choice(seconds)
        }
        return disconnect
    }

    static func auth(_ input: inout FuzzInput) -> Auth {
        let codes: [ReasonCode] = [.success, .continueAuthentication, .reauthenticate]
        var properties: Properties = []
        if input.flag() { properties.authenticationMethod = "SCRAM-SHA-256" }
        if input.flag() { properties.authenticationData = input.raw(8) }
        return Auth(reasonCode: input.choice(codes), properties: properties)
    }

    private static func packetID(_ input: inout FuzzInput) -> PacketID {
        PacketID(1 + UInt16(input.byte() & 7)) ?? lowest
    }

    /// One, as a value that cannot be missing.
    private static var lowest: PacketID {
        guard let one = PacketID(1) else { preconditionFailure("1 is a packet identifier") }
        return one
    }
}
