extension Unsubscribe {
    /// Reads the body by way of its view.
    init(
        _ frame: Span<UInt8>, _ header: FixedHeader, _ version: ProtocolVersion
    ) throws(DecodeError) {
        var view = try UnsubscribeView(frame: frame, header: header, version: version)
        var filters: [String] = []
        while let filter = try view.next(in: frame) {
            filters.append(frame.extracting(filter).copyToString())
        }
        self.init(
            packetID: view.packetID, filters: filters,
            properties: try Properties(frame, view.properties, in: .unsubscribe))
    }

    /// Appends the body.
    func encodeBody(into bytes: inout [UInt8], _ version: ProtocolVersion) {
        precondition(!filters.isEmpty, "UNSUBSCRIBE needs a filter")
        bytes.append(twoByteInteger: packetID.rawValue)
        properties.encode(into: &bytes, version: version)
        for filter in filters { bytes.append(utf8String: filter) }
    }
}
