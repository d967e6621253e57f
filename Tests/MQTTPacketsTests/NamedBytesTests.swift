import MQTTPackets
import Testing

/// Bytes made by hand from the tables of the specifications.
@Suite struct NamedBytesTests {
    private func check(
        _ bytes: [UInt8], _ packet: Packet, _ version: ProtocolVersion = .v5,
        location: SourceLocation = #_sourceLocation
    ) throws {
        #expect(try Wire.decode(bytes, version) == packet, sourceLocation: location)
        #expect(Wire.encode(packet, version) == bytes, sourceLocation: location)
    }

    @Test func `CONNECT of MQTT 5 as in figure 3-6`() throws {
        // User name and password, no will retain, will QoS 1, will, clean start, keep alive 10.
        let bytes: [UInt8] =
            [0x10, 38] + [0, 4, 0x4D, 0x51, 0x54, 0x54, 5, 0xCE, 0, 10]
            + [5, 0x11, 0, 0, 0, 10] + Wire.string("ab") + [0] + Wire.string("w")
            + Wire.string("hi") + Wire.string("user") + Wire.string("pw")
        try check(
            bytes,
            .connect(
                Connect(
                    version: .v5, clientID: "ab", keepAlive: 10,
                    will: Will(topic: "w", payload: Array("hi".utf8), qos: .atLeastOnce),
                    userName: "user", password: Array("pw".utf8),
                    properties: [.sessionExpiryInterval(10)])))
    }

    @Test func `CONNECT of MQTT 3.1.1 and 3.1`() throws {
        let plain = Connect(version: .v311, clientID: "a", keepAlive: 60)
        try check(
            [0x10, 13, 0, 4, 0x4D, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 1, 0x61], .connect(plain))
        let old = Connect(version: .v31, clientID: "a", cleanStart: false)
        try check(
            [0x10, 15, 0, 6, 0x4D, 0x51, 0x49, 0x73, 0x64, 0x70, 3, 0, 0, 0, 0, 1, 0x61],
            .connect(old))
    }

    @Test func `CONNECT of a bridge sets the high bit of the level`() throws {
        let bridge = Connect(version: .v311, clientID: "a", isBridge: true)
        try check(
            [0x10, 13, 0, 4, 0x4D, 0x51, 0x54, 0x54, 0x84, 2, 0, 0, 0, 1, 0x61],
            .connect(bridge), .v311)
    }

    @Test func `MQTT 3.1 lets user name and password be missing despite their flags`() throws {
        let bytes: [UInt8] = [
            0x10, 15, 0, 6, 0x4D, 0x51, 0x49, 0x73, 0x64, 0x70, 3, 0xC2, 0, 0, 0, 1, 0x61,
        ]
        #expect(try Wire.decode(bytes) == .connect(Connect(version: .v31, clientID: "a")))
    }

    @Test func `an empty client identifier without clean session is left to the broker`() throws {
        let bytes: [UInt8] = [0x10, 12, 0, 4, 0x4D, 0x51, 0x54, 0x54, 4, 0, 0, 0, 0, 0]
        try check(
            bytes, .connect(Connect(version: .v311, clientID: "", cleanStart: false)), .v311)
    }

    @Test func `CONNACK bears a reason code and before MQTT 5 a return code`() throws {
        try check([0x20, 3, 1, 0, 0], .connack(ConnAck(isSessionPresent: true)))
        try check(
            [0x20, 3, 0, 0x84, 0], .connack(ConnAck(reasonCode: .unsupportedProtocolVersion)))
        try check([0x20, 2, 1, 0], .connack(ConnAck(isSessionPresent: true)), .v311)
        try check(
            [0x20, 2, 0, 1], .connack(ConnAck(reasonCode: .unsupportedProtocolVersion)), .v311)
        #expect(try Wire.decode([0x20, 2, 0xFF, 0], .v31) == .connack(ConnAck()))
    }

    @Test func `PUBLISH as in figure 3-9`() throws {
        let id = try Samples.packetID(10)
        try check(
            [0x32, 8, 0, 3, 0x61, 0x2F, 0x62, 0, 10, 0],
            .publish(Publish(topic: "a/b", qos: .atLeastOnce, packetID: id)))
        try check(
            [0x3D, 9, 0, 3, 0x61, 0x2F, 0x62, 0, 10, 1, 2],
            .publish(
                Publish(
                    topic: "a/b", payload: [1, 2], qos: .exactlyOnce, isRetained: true,
                    isDuplicate: true, packetID: id)), .v311)
    }

    @Test func `acknowledgements take the shortest form`() throws {
        let id = try Samples.packetID(0x0102)
        try check([0x40, 2, 1, 2], .puback(Acknowledgement(packetID: id)))
        try check([0x50, 2, 1, 2], .pubrec(Acknowledgement(packetID: id)), .v31)
        try check(
            [0x62, 3, 1, 2, 0x92],
            .pubrel(Acknowledgement(packetID: id, reasonCode: .packetIdentifierNotFound)))
        try check(
            [0x70, 8, 1, 2, 0, 4, 0x1F, 0, 1, 0x61],
            .pubcomp(Acknowledgement(packetID: id, properties: [.reasonString("a")])))
        let long: [UInt8] = [0x40, 4, 1, 2, 0, 0]
        #expect(try Wire.decode(long) == .puback(Acknowledgement(packetID: id)))
    }

    @Test func `SUBSCRIBE as in figure 3-21, and its answer`() throws {
        let id = try Samples.packetID(10)
        let subscriptions = [
            Subscription("a/b", SubscriptionOptions(qos: .atLeastOnce)),
            Subscription("c/d", SubscriptionOptions(qos: .exactlyOnce)),
        ]
        let body = Wire.string("a/b") + [1] + Wire.string("c/d") + [2]
        try check(
            [0x82, 15, 0, 10, 0] + body,
            .subscribe(Subscribe(packetID: id, subscriptions: subscriptions)))
        try check(
            [0x82, 14, 0, 10] + body,
            .subscribe(Subscribe(packetID: id, subscriptions: subscriptions)), .v311)
        let codes: [ReasonCode] = [.grantedQoS1, .unspecifiedError]
        try check(
            [0x90, 5, 0, 10, 0, 1, 0x80], .suback(SubAck(packetID: id, reasonCodes: codes)))
        try check(
            [0x90, 4, 0, 10, 1, 0x80], .suback(SubAck(packetID: id, reasonCodes: codes)), .v311)
    }

    @Test func `MQTT 3.1 may repeat SUBSCRIBE with DUP`() throws {
        let bytes: [UInt8] = [0x8A, 6, 0, 1, 0, 1, 0x61, 0]
        let subscribe = Subscribe(
            packetID: try Samples.packetID(1), subscriptions: [Subscription("a")])
        #expect(try Wire.decode(bytes, .v31) == .subscribe(subscribe))
        #expect(throws: DecodeError.malformed(.fixedHeaderFlags)) { try Wire.decode(bytes, .v311) }
    }

    @Test func `UNSUBSCRIBE and its answer`() throws {
        let id = try Samples.packetID(1)
        let request = Packet.unsubscribe(Unsubscribe(packetID: id, filters: ["a"]))
        try check([0xA2, 6, 0, 1, 0, 0, 1, 0x61], request)
        try check([0xA2, 5, 0, 1, 0, 1, 0x61], request, .v311)
        try check(
            [0xB0, 4, 0, 1, 0, 0x11],
            .unsuback(UnsubAck(packetID: id, reasonCodes: [.noSubscriptionExisted])))
        try check([0xB0, 2, 0, 1], .unsuback(UnsubAck(packetID: id)), .v311)
    }

    @Test func `PINGREQ, PINGRESP, DISCONNECT and AUTH`() throws {
        try check([0xC0, 0], .pingreq)
        try check([0xD0, 0], .pingresp, .v31)
        try check([0xE0, 0], .disconnect(Disconnect()))
        try check([0xE0, 0], .disconnect(Disconnect()), .v311)
        try check([0xE0, 1, 0x8E], .disconnect(Disconnect(reasonCode: .sessionTakenOver)))
        try check([0xF0, 0], .auth(Auth(reasonCode: .success)))
        try check([0xF0, 2, 0x19, 0], .auth(Auth(reasonCode: .reauthenticate)))
        #expect(try Wire.decode([0xE0, 2, 0, 0]) == .disconnect(Disconnect()))
    }
}
