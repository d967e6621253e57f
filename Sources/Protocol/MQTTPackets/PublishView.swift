/// A PUBLISH that still lies in its frame: flags, and where the fields are.
///
/// The broker's hot path reads this instead of ``Publish``: nothing is copied or allocated. All
/// offsets count from the start of the frame that was parsed.
package struct PublishView: Sendable {
    package let qos: QoS
    package let isRetained: Bool
    package let isDuplicate: Bool
    /// Nil exactly when `qos` is `.atMostOnce`.
    package let packetID: PacketID?
    /// The topic name's UTF-8 bytes, without the length prefix; empty when an alias stands for it.
    package let topic: Range<Int>
    /// The properties, without their length prefix; empty before MQTT 5.
    package let properties: Range<Int>
    /// The application message.
    package let payload: Range<Int>

    /// Reads the frame `frame[0..<header.frameLength]`, which must be complete.
    /// - Throws: the field that breaks the format. Properties are bounded here, not read:
    ///   ``PublishProperties`` does that.
    package init(
        frame: Span<UInt8>, header: FixedHeader, version: ProtocolVersion
    ) throws(DecodeError) {
        var reader = try FrameReader(frame, header)
        topic = try reader.topicName(frame, .topicName)
        isRetained = header.flags & 0x01 != 0
        isDuplicate = header.flags & 0x08 != 0
        guard let qos = QoS(rawValue: header.flags >> 1 & 0x03) else { throw .malformed(.qos) }
        self.qos = qos
        if qos == .atMostOnce {
            if isDuplicate { throw .malformed(.duplicateFlag) }  // [MQTT-3.3.1-2]
            packetID = nil
        } else {
            packetID = try reader.packetID(frame)
        }
        properties = try reader.properties(frame, version)
        if topic.isEmpty {
            if version != .v5 { throw .malformed(.topicName) }  // [MQTT-4.7.3-1]
            // An alias may stand for the name; whoever reads the properties checks it.
            if properties.isEmpty { throw .protocolError(.topicName) }
        }
        payload = reader.position..<reader.end
    }
}
