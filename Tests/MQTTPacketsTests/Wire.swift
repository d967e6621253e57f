import MQTTPackets

/// Both directions of the codec for tests: whole frames in, whole frames out.
enum Wire {
    /// The first packet of `bytes`, nil when it is not complete.
    static func decode(
        _ bytes: [UInt8], _ version: ProtocolVersion = .v5
    ) throws(DecodeError) -> Packet? {
        guard let header = try FixedHeader.scan(bytes.span, at: 0, version: version),
            header.frameLength <= bytes.count
        else { return nil }
        return try Packet(frame: bytes.span, header: header, version: version)
    }

    /// The packet's bytes.
    static func encode(_ packet: Packet, _ version: ProtocolVersion = .v5) -> [UInt8] {
        var bytes: [UInt8] = []
        packet.encode(into: &bytes, version: version)
        return bytes
    }

    /// A frame made by hand from its first byte and its body.
    static func frame(_ first: UInt8, _ body: [UInt8]) -> [UInt8] {
        var bytes = [first]
        VariableByteInteger.append(body.count, to: &bytes)
        return bytes + body
    }

    /// A string behind its length.
    static func string(_ text: String) -> [UInt8] {
        [UInt8(text.utf8.count >> 8), UInt8(text.utf8.count & 0xFF)] + Array(text.utf8)
    }

    /// The body without the fixed header.
    static func body(of frame: [UInt8]) throws(DecodeError) -> [UInt8] {
        guard let header = try FixedHeader.scan(frame.span, at: 0) else { return [] }
        return Array(frame[header.length...])
    }
}
