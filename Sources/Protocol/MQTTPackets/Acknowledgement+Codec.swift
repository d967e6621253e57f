extension Acknowledgement {
    /// Reads the body by way of its view.
    init(
        _ frame: Span<UInt8>, _ header: FixedHeader, _ version: ProtocolVersion
    ) throws(DecodeError) {
        let view = try AcknowledgementView(frame: frame, header: header, version: version)
        // The view has judged them; user properties and reason strings are legal in all four.
        let properties = try Properties(frame, view.properties, in: .puback)
        self.init(packetID: view.packetID, reasonCode: view.reasonCode, properties: properties)
    }

    /// Appends the body in its shortest form.
    func encodeBody(into bytes: inout [UInt8], _ version: ProtocolVersion) {
        bytes.append(twoByteInteger: packetID.rawValue)
        if version != .v5 || (reasonCode == .success && properties.isEmpty) { return }
        bytes.append(reasonCode.rawValue)
        if !properties.isEmpty { properties.encode(into: &bytes, version: version) }
    }
}
