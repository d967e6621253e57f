/// A PUBACK, PUBREC, PUBREL or PUBCOMP that still lies in its frame.
package struct AcknowledgementView: Sendable {
    package let packetID: PacketID
    /// Always success before MQTT 5.
    package let reasonCode: ReasonCode
    /// The properties, judged, without their length prefix.
    package let properties: Range<Int>

    /// Reads a complete frame; `header.type` says which of the four it is.
    /// - Throws: the field that breaks the format.
    package init(
        frame: Span<UInt8>, header: FixedHeader, version: ProtocolVersion
    ) throws(DecodeError) {
        var reader = try FrameReader(frame, header)
        packetID = try reader.packetID(frame)
        if reader.isAtEnd {
            reasonCode = .success
            properties = reader.end..<reader.end
            return
        }
        if version != .v5 { throw .malformed(.remainingLength) }
        reasonCode = ReasonCode(rawValue: try reader.byte(frame, .reasonCode))
        if !reasonCode.isLegal(in: header.type) { throw .protocolError(.reasonCode) }
        if reader.isAtEnd {
            properties = reader.end..<reader.end
            return
        }
        properties = try reader.properties(frame, version)
        try reader.expectEnd(.remainingLength)
        if properties.isEmpty { return }
        var scanner = PropertyScanner(properties, in: Self.place(of: header.type))
        while try scanner.next(in: frame) != nil {}
    }

    private static func place(of type: PacketType) -> PropertyPlaces {
        switch type {
        case .puback: .puback
        case .pubrec: .pubrec
        case .pubrel: .pubrel
        case .pubcomp: .pubcomp
        default: preconditionFailure("only the four acknowledgements of PUBLISH are read here")
        }
    }
}
