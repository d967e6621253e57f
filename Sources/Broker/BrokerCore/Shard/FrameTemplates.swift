import MQTTPackets

/// The encodings of one publication, one per protocol family and QoS, made when first needed and
/// copied for every subscriber: a receiver's copy differs in first byte and packet identifier only.
struct FrameTemplates {
    /// One encoding.
    struct Template {
        /// Where it lies: in the incoming frame or in `scratch`.
        var range: Range<Int>
        /// Offset of the packet identifier inside the encoding; 0 for QoS 0.
        var packetIDOffset: Int
        /// Whether the incoming frame serves as it is.
        var isIncoming: Bool
    }

    private(set) var scratch: [UInt8] = []
    /// Empty until the first is made.
    private var templates: [Template] = []
    private var made: UInt8 = 0

    /// Forgets the last publication.
    @inline(__always)
    mutating func begin() {
        if made != 0 { forget() }
    }

    private mutating func forget() {
        made = 0
        scratch.removeAll(keepingCapacity: scratch.capacity <= 1 << 16)
    }

    /// The encoding for receivers of that protocol family and QoS.
    @inline(__always)
    mutating func template(
        isV5: Bool, qos: QoS, publication: borrowing Publication, bytes: Span<UInt8>
    ) -> Template {
        if publication.source == (isV5 ? .frameV5 : .frameV3), qos == publication.qos {
            return Template(
                range: 0..<publication.frameLength,
                packetIDOffset: qos == .atMostOnce ? 0 : publication.topic.upperBound,
                isIncoming: true)
        }
        return encoded(isV5: isV5, qos: qos, publication: publication, bytes: bytes)
    }

    private mutating func encoded(
        isV5: Bool, qos: QoS, publication: borrowing Publication, bytes: Span<UInt8>
    ) -> Template {
        let index = (isV5 ? 3 : 0) + Int(qos.rawValue)
        if made & (1 << UInt8(index)) == 0 {
            if templates.isEmpty {
                let none = Template(range: 0..<0, packetIDOffset: 0, isIncoming: false)
                templates = Array(repeating: none, count: 6)
            }
            let start = scratch.count
            templates[index].packetIDOffset = PublishEncoding.append(
                to: &scratch, bytes: bytes, topic: publication.topic,
                properties: isV5 ? publication.properties : nil, payload: publication.payload,
                qos: qos)
            templates[index].range = start..<scratch.count
            made |= 1 << UInt8(index)
        }
        return templates[index]
    }
}
