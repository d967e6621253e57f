extension Auth {
    /// Reads the body.
    init(
        _ frame: Span<UInt8>, _ header: FixedHeader, _ version: ProtocolVersion
    ) throws(DecodeError) {
        if version != .v5 { throw .malformed(.packetType) }
        self.init(reasonCode: .success)
        var reader = try FrameReader(frame, header)
        if reader.isAtEnd { return }
        reasonCode = ReasonCode(rawValue: try reader.byte(frame, .reasonCode))
        if !reasonCode.isLegal(in: .auth) { throw .protocolError(.reasonCode) }
        properties = try Properties(&reader, frame, in: .auth, version)
        try reader.expectEnd(.remainingLength)
    }

    /// Appends the body; only success without properties may be left out (section 3.15.2.1).
    func encodeBody(into bytes: inout [UInt8], _ version: ProtocolVersion) {
        precondition(version == .v5, "AUTH exists since MQTT 5")
        if reasonCode == .success && properties.isEmpty { return }
        bytes.append(reasonCode.rawValue)
        properties.encode(into: &bytes, version: version)
    }
}
