extension ConnAck {
    /// Reads the body.
    init(
        _ frame: Span<UInt8>, _ header: FixedHeader, _ version: ProtocolVersion
    ) throws(DecodeError) {
        var reader = try FrameReader(frame, header)
        let flags = try reader.byte(frame, .connectAcknowledgeFlags)
        // [MQTT-3.2.2-1]; MQTT 3.1 does not use the byte.
        if version != .v31, flags > 1 { throw .malformed(.connectAcknowledgeFlags) }
        isSessionPresent = version != .v31 && flags == 1
        let code = try reader.byte(frame, .reasonCode)
        if version == .v5 {
            reasonCode = ReasonCode(rawValue: code)
            if !reasonCode.isLegal(in: .connack) { throw .protocolError(.reasonCode) }
        } else {
            guard let returnCode = ConnectReturnCode(rawValue: code) else {
                throw .malformed(.reasonCode)
            }
            reasonCode = ReasonCode(returnCode)
        }
        if isSessionPresent, reasonCode != .success {
            throw .protocolError(.connectAcknowledgeFlags)  // [MQTT-3.2.2-6]
        }
        properties = try Properties(&reader, frame, in: .connack, version)
        try reader.expectEnd(.remainingLength)
    }

    /// Appends the body.
    func encodeBody(into bytes: inout [UInt8], _ version: ProtocolVersion) {
        precondition(!isSessionPresent || reasonCode == .success, "a refusal has no session")
        bytes.append(isSessionPresent && version != .v31 ? 1 : 0)
        bytes.append(version == .v5 ? reasonCode.rawValue : reasonCode.connectReturnCode.rawValue)
        properties.encode(into: &bytes, version: version)
    }
}
