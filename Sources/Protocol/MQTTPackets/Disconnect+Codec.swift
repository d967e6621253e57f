extension Disconnect {
    /// Reads the body.
    init(
        _ frame: Span<UInt8>, _ header: FixedHeader, _ version: ProtocolVersion
    ) throws(DecodeError) {
        self.init()
        var reader = try FrameReader(frame, header)
        if reader.isAtEnd { return }
        if version != .v5 { throw .malformed(.remainingLength) }
        reasonCode = ReasonCode(rawValue: try reader.byte(frame, .reasonCode))
        if !reasonCode.isLegal(in: .disconnect) { throw .protocolError(.reasonCode) }
        if reader.isAtEnd { return }
        properties = try Properties(&reader, frame, in: .disconnect, version)
        try reader.expectEnd(.remainingLength)
    }

    /// Appends the body in its shortest form.
    func encodeBody(into bytes: inout [UInt8], _ version: ProtocolVersion) {
        if version != .v5 || (reasonCode == .normalDisconnection && properties.isEmpty) { return }
        bytes.append(reasonCode.rawValue)
        if !properties.isEmpty { properties.encode(into: &bytes, version: version) }
    }
}
