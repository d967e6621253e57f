extension UnsubAck {
    /// Reads the body.
    init(
        _ frame: Span<UInt8>, _ header: FixedHeader, _ version: ProtocolVersion
    ) throws(DecodeError) {
        var reader = try FrameReader(frame, header)
        packetID = try reader.packetID(frame)
        properties = try Properties(&reader, frame, in: .unsuback, version)
        reasonCodes = []
        if version != .v5 {
            try reader.expectEnd(.remainingLength)
            return
        }
        if reader.isAtEnd { throw .protocolError(.payload) }
        while !reader.isAtEnd {
            let code = ReasonCode(rawValue: try reader.byte(frame, .reasonCode))
            if !code.isLegal(in: .unsuback) { throw .protocolError(.reasonCode) }
            reasonCodes.append(code)
        }
    }

    /// Appends the body; before MQTT 5 without reason codes.
    func encodeBody(into bytes: inout [UInt8], _ version: ProtocolVersion) {
        bytes.append(twoByteInteger: packetID.rawValue)
        if version != .v5 { return }
        precondition(!reasonCodes.isEmpty, "UNSUBACK answers at least one filter")
        properties.encode(into: &bytes, version: version)
        for code in reasonCodes { bytes.append(code.rawValue) }
    }
}
