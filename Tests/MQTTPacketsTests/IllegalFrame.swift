import MQTTPackets
import Testing

/// One illegal frame and the error it must give.
struct IllegalFrame: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let bytes: [UInt8]
    let version: ProtocolVersion
    let error: DecodeError

    init(
        _ name: String, _ version: ProtocolVersion, _ first: UInt8, _ body: [UInt8],
        _ error: DecodeError
    ) {
        testDescription = name
        bytes = Wire.frame(first, body)
        self.version = version
        self.error = error
    }

    init(_ name: String, _ first: UInt8, _ body: [UInt8], _ error: DecodeError) {
        self.init(name, .v5, first, body, error)
    }

    /// The start of CONNECT up to the keep alive.
    private static func connect(_ level: UInt8, _ flags: UInt8) -> [UInt8] {
        Wire.string("MQTT") + [level, flags, 0, 0]
    }

    private static let a = Wire.string("a")
    /// A lone continuation byte.
    private static let notUTF8: [UInt8] = [0, 1, 0x80]
    private static let zeroCharacter: [UInt8] = [0, 2, 0x61, 0]
    private static let surrogate: [UInt8] = [0, 3, 0xED, 0xA0, 0x80]

    static let all: [IllegalFrame] =
        connects + others + publishes + subscriptions + properties

    static let connects: [IllegalFrame] = [
        .init("cut protocol name", 0x10, [0, 4, 0x4D], .malformed(.protocolName)),
        .init("other protocol name", 0x10, Wire.string("mqtt") + [5], .malformed(.protocolName)),
        .init("no level", 0x10, Wire.string("MQTT"), .malformed(.protocolName)),
        .init("level 6", 0x10, connect(6, 0) + a, .unsupportedProtocolVersion(6)),
        .init("level 3 as MQTT", 0x10, connect(3, 0) + a, .unsupportedProtocolVersion(3)),
        .init(
            "level 4 as MQIsdp", 0x10, Wire.string("MQIsdp") + [4, 2, 0, 0] + a,
            .unsupportedProtocolVersion(4)),
        .init("no flags", 0x10, Wire.string("MQTT") + [5], .malformed(.connectFlags)),
        .init("[MQTT-3.1.2-3]", 0x10, connect(5, 1) + [0] + a, .malformed(.connectFlags)),
        .init("[MQTT-3.1.2-11]", 0x10, connect(5, 0x08) + [0] + a, .malformed(.connectFlags)),
        .init("[MQTT-3.1.2-13]", 0x10, connect(5, 0x20) + [0] + a, .malformed(.connectFlags)),
        .init("[MQTT-3.1.2-12]", 0x10, connect(5, 0x1C) + [0] + a, .malformed(.willQoS)),
        .init(
            "password without user name before MQTT 5", 0x10, connect(4, 0x40) + a + a,
            .malformed(.connectFlags)),
        .init("cut keep alive", 0x10, Wire.string("MQTT") + [4, 2, 0], .malformed(.keepAlive)),
        .init("no client identifier", 0x10, connect(4, 2), .malformed(.clientID)),
        .init(
            "client identifier not UTF-8", 0x10, connect(4, 2) + notUTF8, .malformed(.clientID)),
        .init("[MQTT-1.5.4-1]", 0x10, connect(4, 2) + surrogate, .malformed(.clientID)),
        .init("[MQTT-1.5.4-2]", 0x10, connect(4, 2) + zeroCharacter, .malformed(.clientID)),
        .init("no will topic", 0x10, connect(4, 4) + a, .malformed(.willTopic)),
        .init(
            "empty will topic", 0x10, connect(4, 4) + a + [0, 0, 0, 0], .malformed(.willTopic)),
        .init(
            "will topic with wildcard", 0x10, connect(4, 4) + a + Wire.string("#") + [0, 0],
            .malformed(.willTopic)),
        .init("no will payload", 0x10, connect(4, 4) + a + a, .malformed(.willPayload)),
        .init("no user name", 0x10, connect(4, 0x80) + a, .malformed(.userName)),
        .init(
            "user name not UTF-8", 0x10, connect(4, 0x80) + a + notUTF8, .malformed(.userName)),
        .init("no password", 0x10, connect(4, 0xC0) + a + a, .malformed(.password)),
        .init("bytes behind CONNECT", 0x10, connect(4, 0) + a + [0], .malformed(.payload)),
        .init(
            "authentication data without method", 0x10,
            connect(5, 0) + [3, 0x16, 0, 0] + a, .protocolError(.property)),
    ]

    static let others: [IllegalFrame] = [
        .init("packet type 0", 0x00, [], .malformed(.packetType)),
        .init("AUTH before MQTT 5", .v311, 0xF0, [], .malformed(.packetType)),
        .init("[MQTT-2.1.3-1]", 0xC1, [], .malformed(.fixedHeaderFlags)),
        .init("SUBSCRIBE with flags 0", 0x80, [], .malformed(.fixedHeaderFlags)),
        .init("PINGREQ with a body", 0xC0, [0], .malformed(.remainingLength)),
        .init("PINGRESP with a body", 0xD0, [0], .malformed(.remainingLength)),
        .init("[MQTT-3.2.2-1]", 0x20, [2, 0, 0], .malformed(.connectAcknowledgeFlags)),
        .init("[MQTT-3.2.2-6]", 0x20, [1, 0x80, 0], .protocolError(.connectAcknowledgeFlags)),
        .init("CONNACK with code 1", 0x20, [0, 1, 0], .protocolError(.reasonCode)),
        .init("return code 6", .v311, 0x20, [0, 6], .malformed(.reasonCode)),
        .init("bytes behind CONNACK", 0x20, [0, 0, 0, 0], .malformed(.remainingLength)),
        .init("PUBACK with id 0", 0x40, [0, 0], .malformed(.packetID)),
        .init("PUBACK with an unfit code", 0x40, [0, 1, 0x92], .protocolError(.reasonCode)),
        .init("PUBREL with an unfit code", 0x62, [0, 1, 0x80], .protocolError(.reasonCode)),
        .init("long PUBACK", .v311, 0x40, [0, 1, 0], .malformed(.remainingLength)),
        .init("bytes behind PUBACK", 0x40, [0, 1, 0, 0, 0], .malformed(.remainingLength)),
        .init("DISCONNECT with a body", .v31, 0xE0, [0], .malformed(.remainingLength)),
        .init("DISCONNECT with code 1", 0xE0, [1], .protocolError(.reasonCode)),
        .init("bytes behind DISCONNECT", 0xE0, [0, 0, 0], .malformed(.remainingLength)),
        .init("AUTH with code 0x80", 0xF0, [0x80, 0], .protocolError(.reasonCode)),
        .init("AUTH without property length", 0xF0, [0x18], .malformed(.propertyLength)),
        .init("bytes behind AUTH", 0xF0, [0x18, 0, 0], .malformed(.remainingLength)),
    ]

    static let publishes: [IllegalFrame] = [
        .init("[MQTT-3.3.1-4]", 0x36, a + [0, 1, 0], .malformed(.fixedHeaderFlags)),
        .init("[MQTT-3.3.1-2]", 0x38, a + [0], .malformed(.duplicateFlag)),
        .init("[MQTT-2.2.1-3]", 0x32, a + [0, 0, 0], .malformed(.packetID)),
        .init("no packet identifier", 0x34, a + [0], .malformed(.packetID)),
        .init("cut topic name", 0x30, [0, 3, 0x61], .malformed(.topicName)),
        .init("[MQTT-3.3.2-2]", 0x30, Wire.string("a/+") + [0], .malformed(.topicName)),
        .init("empty topic name", .v311, 0x30, [0, 0], .malformed(.topicName)),
        .init("neither topic nor properties", 0x30, [0, 0, 0], .protocolError(.topicName)),
        .init("neither topic nor alias", 0x30, [0, 0, 2, 1, 0], .protocolError(.topicName)),
        .init("topic alias 0", 0x30, a + [3, 0x23, 0, 0], .protocolError(.topicAlias)),
        .init("no property length", 0x30, a, .malformed(.propertyLength)),
        .init("property length beyond the end", 0x30, a + [1], .malformed(.propertyLength)),
        .init("[MQTT-1.5.5-1]", 0x30, a + [0x80, 0], .malformed(.propertyLength)),
        .init(
            "property length of five bytes", 0x30, a + [0x80, 0x80, 0x80, 0x80, 1],
            .malformed(.propertyLength)),
    ]

    static let subscriptions: [IllegalFrame] = [
        .init("[MQTT-3.8.3-2]", 0x82, [0, 1, 0], .protocolError(.payload)),
        .init("SUBSCRIBE with id 0", 0x82, [0, 0, 0] + a + [0], .malformed(.packetID)),
        .init("no options", 0x82, [0, 1, 0] + a, .malformed(.subscriptionOptions)),
        .init("[MQTT-3.8.3-5]", 0x82, [0, 1, 0] + a + [0x40], .malformed(.subscriptionOptions)),
        .init(
            "retain handling 3", 0x82, [0, 1, 0] + a + [0x30], .malformed(.subscriptionOptions)),
        .init(
            "no local before MQTT 5", .v311, 0x82, [0, 1] + a + [4],
            .malformed(.subscriptionOptions)),
        .init(
            "[MQTT-3.8.3-4]", 0x82, [0, 1, 0] + Wire.string("$share/g/a") + [4],
            .protocolError(.subscriptionOptions)),
        .init("QoS 3", .v311, 0x82, [0, 1] + a + [3], .malformed(.qos)),
        .init("empty filter", 0x82, [0, 1, 0, 0, 0, 0], .malformed(.topicFilter)),
        .init("filter not UTF-8", 0x82, [0, 1, 0] + notUTF8 + [0], .malformed(.topicFilter)),
        .init(
            "second entry broken", 0x82, [0, 1, 0] + a + [0, 0, 9], .malformed(.topicFilter)),
        .init("SUBACK without codes", 0x90, [0, 1, 0], .protocolError(.payload)),
        .init("SUBACK with code 3", 0x90, [0, 1, 0, 3], .protocolError(.reasonCode)),
        .init("SUBACK with code 0x87", .v311, 0x90, [0, 1, 0x87], .protocolError(.reasonCode)),
        .init("[MQTT-3.10.3-2]", 0xA2, [0, 1, 0], .protocolError(.payload)),
        .init("cut filter", 0xA2, [0, 1, 0, 0, 2, 0x61], .malformed(.topicFilter)),
        .init("UNSUBACK without codes", 0xB0, [0, 1, 0], .protocolError(.payload)),
        .init("UNSUBACK with code 1", 0xB0, [0, 1, 0, 1], .protocolError(.reasonCode)),
        .init("bytes behind UNSUBACK", .v311, 0xB0, [0, 1, 0], .malformed(.remainingLength)),
    ]

    static let properties: [IllegalFrame] = [
        .init("unknown identifier", 0x30, a + [2, 0x7F, 0], .malformed(.property)),
        .init("long identifier", 0x30, a + [3, 0x81, 0, 0], .malformed(.property)),
        .init("cut value", 0x30, a + [2, 0x23, 0], .malformed(.propertyValue)),
        .init("[MQTT-3.3.2-14]", 0x30, a + [4, 8, 0, 1, 0x23], .protocolError(.propertyValue)),
        .init("empty response topic", 0x30, a + [3, 8, 0, 0], .protocolError(.propertyValue)),
        .init("content type not UTF-8", 0x30, a + [4, 3] + notUTF8, .malformed(.propertyValue)),
        .init("user property cut", 0x30, a + [4, 0x26] + a, .malformed(.propertyValue)),
        .init(
            "subscription identifier with a long form", 0x30, a + [3, 0x0B, 0x81, 0],
            .malformed(.propertyValue)),
        .init(
            "response topic not UTF-8", 0x30, a + [4, 8] + notUTF8, .malformed(.propertyValue)),
        .init(
            "two subscription identifiers in SUBSCRIBE", 0x82,
            [0, 1, 4, 0x0B, 1, 0x0B, 2] + a + [0], .protocolError(.repeatedProperty)),
    ]
}
