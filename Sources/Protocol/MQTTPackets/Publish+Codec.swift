extension Publish {
    /// Reads the body by way of its view.
    init(
        _ frame: Span<UInt8>, _ header: FixedHeader, _ version: ProtocolVersion
    ) throws(DecodeError) {
        let view = try PublishView(frame: frame, header: header, version: version)
        let properties = try Properties(frame, view.properties, in: .publish)
        if view.topic.isEmpty, properties.topicAlias == nil { throw .protocolError(.topicName) }
        self.init(
            topic: frame.extracting(view.topic).copyToString(),
            payload: frame.extracting(view.payload).copyToArray(), qos: view.qos,
            isRetained: view.isRetained, isDuplicate: view.isDuplicate, packetID: view.packetID,
            properties: properties)
    }

    /// Appends the whole packet; its length is known beforehand, so the payload is copied once.
    package func encode(into bytes: inout [UInt8], version: ProtocolVersion) {
        precondition((qos == .atMostOnce) == (packetID == nil), "QoS 1 and 2 need an identifier")
        precondition(qos != .atMostOnce || !isDuplicate, "QoS 0 is never sent again")
        var header: [UInt8] = []
        header.reserveCapacity(64)
        header.append(utf8String: topic)
        if let packetID { header.append(twoByteInteger: packetID.rawValue) }
        properties.encode(into: &header, version: version)
        let remainingLength = header.count + payload.count
        bytes.reserveCapacityForAppending(5 + remainingLength)
        bytes.append(
            PacketType.publish.rawValue << 4 | (isDuplicate ? 0x08 : 0) | qos.rawValue << 1
                | (isRetained ? 0x01 : 0))
        VariableByteInteger.append(remainingLength, to: &bytes)
        bytes.append(contentsOf: header)
        bytes.append(contentsOf: payload)
    }
}
