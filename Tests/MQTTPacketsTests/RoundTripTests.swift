import MQTTPackets
import Testing

@Test(arguments: Samples.versions)
func `every packet comes back as it was written`(version: ProtocolVersion) throws {
    for packet in try Samples.packets(version) {
        let bytes = Wire.encode(packet, version)
        #expect(try Wire.decode(bytes, version) == packet)
        #expect(bytes[0] >> 4 == packet.type.rawValue)
    }
}

@Test(arguments: Samples.versions)
func `the samples hold every packet type of their version`(version: ProtocolVersion) throws {
    let types = Set(try Samples.packets(version).map(\.type))
    #expect(PacketType.allCases.filter { !types.contains($0) } == (version == .v5 ? [] : [.auth]))
}

@Test func `a packet is appended behind what is already there`() throws {
    var bytes: [UInt8] = [0xC0, 0x00]
    Packet.publish(Publish(topic: "a")).encode(into: &bytes, version: .v311)
    Packet.disconnect(Disconnect()).encode(into: &bytes, version: .v311)
    #expect(bytes == [0xC0, 0, 0x30, 3, 0, 1, UInt8(ascii: "a"), 0xE0, 0])
}

@Test func `before MQTT 5 properties and reason codes are left out`() throws {
    let id = try Samples.packetID(9)
    let properties: Properties = [.reasonString("no")]
    let refusal = Acknowledgement(
        packetID: id, reasonCode: .quotaExceeded, properties: properties)
    #expect(Wire.encode(.puback(refusal), .v311) == [0x40, 2, 0, 9])
    let subAck = SubAck(packetID: id, reasonCodes: [.notAuthorized], properties: properties)
    #expect(Wire.encode(.suback(subAck), .v311) == [0x90, 3, 0, 9, 0x80])
    let connAck = ConnAck(reasonCode: .banned, properties: properties)
    #expect(Wire.encode(.connack(connAck), .v311) == [0x20, 2, 0, 5])
    let end = Disconnect(reasonCode: .serverBusy, properties: properties)
    #expect(Wire.encode(.disconnect(end), .v311) == [0xE0, 0])
}

@Test func `a payload whose length needs each number of length bytes comes back`() throws {
    for count in [124, 125, 16_380, 16_381, 2_097_148, 2_097_149] {
        let packet = Packet.publish(
            Publish(topic: "a", payload: Array(repeating: 1, count: count)))
        #expect(try Wire.decode(Wire.encode(packet, .v311), .v311) == packet)
    }
}

@Test func `setting a property replaces it and nil removes it`() {
    var properties: Properties = [.topicAlias(1), .contentType("a")]
    properties.topicAlias = 2
    properties.contentType = nil
    properties.receiveMaximum = 3
    properties.userProperties = [UserProperty("a", "b")]
    properties.subscriptionIdentifiers = [7, 8]
    #expect(
        properties == [
            .topicAlias(2), .receiveMaximum(3), .userProperty(UserProperty("a", "b")),
            .subscriptionIdentifier(7), .subscriptionIdentifier(8),
        ])
    #expect(properties.contentType == nil)
    #expect(properties.subscriptionIdentifier == 7)
    #expect(properties.userProperties == [UserProperty("a", "b")])
}
