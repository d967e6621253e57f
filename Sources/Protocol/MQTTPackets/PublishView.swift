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
    /// - Throws: the field that breaks the format. Properties are bounded here, not read.
    package init(
        frame: Span<UInt8>, header: FixedHeader, version: ProtocolVersion
    ) throws(DecodeError) {
        let end = header.frameLength
        var position = header.length
        guard position + 2 <= end else { throw .malformed(.topicName) }
        let topicLength = Int(frame[position]) << 8 | Int(frame[position + 1])
        position += 2
        guard position + topicLength <= end else { throw .malformed(.topicName) }
        topic = position..<position + topicLength
        if !TopicName.isLegal(frame.extracting(topic)) { throw .malformed(.topicName) }
        position += topicLength

        isRetained = header.flags & 0x01 != 0
        isDuplicate = header.flags & 0x08 != 0
        guard let qos = QoS(rawValue: header.flags >> 1 & 0x03) else { throw .malformed(.qos) }
        self.qos = qos
        if qos == .atMostOnce {
            if isDuplicate { throw .malformed(.duplicateFlag) }  // [MQTT-3.3.1-2]
            packetID = nil
        } else {
            guard position + 2 <= end else { throw .malformed(.packetID) }
            let rawValue = UInt16(frame[position]) << 8 | UInt16(frame[position + 1])
            guard let id = PacketID(rawValue) else { throw .malformed(.packetID) }
            packetID = id
            position += 2
        }

        if version == .v5 {
            var length = 0
            var shift = 0
            while true {
                guard position < end, shift < 28 else { throw .malformed(.propertyLength) }
                let byte = frame[position]
                position += 1
                length |= Int(byte & 0x7F) << shift
                shift += 7
                if byte & 0x80 == 0 { break }
            }
            guard position + length <= end else { throw .malformed(.propertyLength) }
            properties = position..<position + length
            position += length
            // [MQTT-3.3.2-8] needs the alias; whoever reads the properties checks it.
            if topicLength == 0 && length == 0 { throw .protocolError(.topicName) }
        } else {
            if topicLength == 0 { throw .malformed(.topicName) }
            properties = position..<position
        }
        payload = position..<end
    }
}
