extension SubAck {
    /// Reads the body.
    init(
        _ frame: Span<UInt8>, _ header: FixedHeader, _ version: ProtocolVersion
    ) throws(DecodeError) {
        var reader = try FrameReader(frame, header)
        packetID = try reader.packetID(frame)
        properties = try Properties(&reader, frame, in: .suback, version)
        if reader.isAtEnd { throw .protocolError(.payload) }
        reasonCodes = []
        while !reader.isAtEnd {
            let code = ReasonCode(rawValue: try reader.byte(frame, .reasonCode))
            // Before MQTT 5 every failure is 0x80 [MQTT-3.9.3-2].
            let isLegal = code.isLegal(in: .suback) && (version == .v5 || code.rawValue <= 0x80)
            if !isLegal { throw .protocolError(.reasonCode) }
            reasonCodes.append(code)
        }
    }

    /// Appends the body; before MQTT 5 every failure becomes 0x80.
    func encodeBody(into bytes: inout [UInt8], _ version: ProtocolVersion) {
        precondition(!reasonCodes.isEmpty, "SUBACK answers at least one subscription")
        bytes.append(twoByteInteger: packetID.rawValue)
        properties.encode(into: &bytes, version: version)
        for code in reasonCodes {
            bytes.append(version != .v5 && code.isError ? 0x80 : code.rawValue)
        }
    }
}
