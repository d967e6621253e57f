import MQTTPackets
import Testing

@Test(arguments: Samples.versions)
func `views agree with the owned packets on every sample`(version: ProtocolVersion) throws {
    for packet in try Samples.packets(version) {
        #expect(Views.agree(Wire.encode(packet, version), version, packet))
    }
}

@Test func `the property bytes around a topic alias are what a subscriber gets`() throws {
    let publish = Publish(
        topic: "a", payload: [9],
        properties: [.messageExpiryInterval(7), .topicAlias(3), .contentType("x")])
    let bytes = Wire.encode(.publish(publish))
    let header = try #require(try FixedHeader.scan(bytes.span, at: 0))
    let view = try PublishView(frame: bytes.span, header: header, version: .v5)
    let properties = try PublishProperties(frame: bytes.span, publish: view)
    let kept = Array(bytes[properties.beforeTopicAlias] + bytes[properties.afterTopicAlias])
    #expect(kept == [2, 0, 0, 0, 7, 3, 0, 1, 0x78])
    #expect(properties.topicAlias == 3)
}

@Test func `properties without alias are forwarded as they are`() throws {
    let bytes = Wire.encode(
        .publish(Publish(topic: "a", properties: [.payloadFormatIndicator(.utf8)])))
    let header = try #require(try FixedHeader.scan(bytes.span, at: 0))
    let view = try PublishView(frame: bytes.span, header: header, version: .v5)
    let properties = try PublishProperties(frame: bytes.span, publish: view)
    #expect(properties.beforeTopicAlias == view.properties)
    #expect(properties.afterTopicAlias.isEmpty)
}

@Test func `a subscription identifier from a client is seen [MQTT-3.3.4-6]`() throws {
    let bytes = Wire.encode(
        .publish(Publish(topic: "a", properties: [.subscriptionIdentifier(1)])))
    let header = try #require(try FixedHeader.scan(bytes.span, at: 0))
    let view = try PublishView(frame: bytes.span, header: header, version: .v5)
    let properties = try PublishProperties(frame: bytes.span, publish: view)
    #expect(properties.hasSubscriptionIdentifier)
}

@Test func `a broken entry is found before the first is acted on`() throws {
    let body: [UInt8] = [0, 1, 0] + Wire.string("good") + [0] + Wire.string("b#d") + [0]
    let bytes = Wire.frame(0x82, body)
    let header = try #require(try FixedHeader.scan(bytes.span, at: 0))
    var view = try SubscribeView(frame: bytes.span, header: header, version: .v5)
    #expect(throws: DecodeError.malformed(.topicFilter)) { try view.check(in: bytes.span) }
    let first = try view.next(in: bytes.span)
    #expect(first?.filter == 7..<11)
}
