import MQTTPackets
import Testing

@Test(arguments: IllegalFrame.all)
func `an illegal frame is refused with the field that is wrong`(frame: IllegalFrame) {
    #expect(throws: frame.error) { try Wire.decode(frame.bytes, frame.version) }
}

@Test func `every field of an error is reached by an illegal frame`() {
    let fields = IllegalFrame.all.compactMap { frame -> DecodeError.Field? in
        switch frame.error {
        case .malformed(let field), .protocolError(let field): field
        case .packetTooLarge, .unsupportedProtocolVersion: nil
        }
    }
    #expect(DecodeError.Field.allCases.filter { !fields.contains($0) } == [])
}

@Test func `an error tells its reason code and its field`() {
    #expect(DecodeError.malformed(.topicName).reasonCode == .malformedPacket)
    #expect(DecodeError.protocolError(.qos).reasonCode == .protocolError)
    #expect(DecodeError.protocolError(.topicAlias).reasonCode == .topicAliasInvalid)
    #expect(DecodeError.packetTooLarge(limit: 9).reasonCode == .packetTooLarge)
    #expect(DecodeError.unsupportedProtocolVersion(6).reasonCode == .unsupportedProtocolVersion)
    #expect(DecodeError.malformed(.topicName).description == "malformed packet: topic name")
    #expect(DecodeError.protocolError(.qos).description == "protocol error: QoS")
    #expect(DecodeError.packetTooLarge(limit: 9).description == "packet larger than 9 bytes")
    #expect(
        DecodeError.unsupportedProtocolVersion(6).description == "unsupported protocol version 6")
}
