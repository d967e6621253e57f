import MQTTPackets

/// A publication as it travels between shards: a head, the members of shared subscriptions that it
/// is for, and the bytes that it lies in as they are, so that a frame is copied once and serves
/// there as it would here. The record never leaves the process.
enum PublicationRecord {
    /// Numbers as this machine has them; offsets count from the first of the bytes.
    private struct Head: BitwiseCopyable {
        /// Bytes of the whole record.
        let length: UInt32
        let topicStart: UInt32
        let topicEnd: UInt32
        let propertiesStart: UInt32
        let propertiesEnd: UInt32
        let payloadStart: UInt32
        let payloadEnd: UInt32
        let addresseeCount: UInt32
        /// Nanoseconds; 0 for none.
        let deadline: UInt64
        let source: Publication.Source
        let qos: UInt8
        let isRetained: Bool
        let isSenderKept: Bool
        /// Whether the message is for the members only, not for whoever wants the topic.
        let isAddressed: Bool
    }

    /// A record where it lies.
    struct Found {
        /// Its parts are counted from `start`.
        let publication: Publication
        /// Where its addressees lie; nil for whoever wants the topic.
        let addressees: Range<Int>?
        /// Where the bytes of the publication begin.
        let start: Int
        /// Where the next record begins.
        let end: Int
    }

    private static let headLength = MemoryLayout<Head>.size
    private static let addresseeLength = MemoryLayout<ShareAddressee>.size

    /// Appends the publication.
    static func append(
        _ publication: Publication, in bytes: Span<UInt8>, for addressees: [ShareAddressee] = [],
        to stage: inout [UInt8]
    ) {
        let end = publication.payload.upperBound
        let head = Head(
            length: UInt32(headLength + addressees.count * addresseeLength + end),
            topicStart: UInt32(publication.topic.lowerBound),
            topicEnd: UInt32(publication.topic.upperBound),
            propertiesStart: UInt32(publication.properties.lowerBound),
            propertiesEnd: UInt32(publication.properties.upperBound),
            payloadStart: UInt32(publication.payload.lowerBound), payloadEnd: UInt32(end),
            addresseeCount: UInt32(addressees.count),
            deadline: publication.deadline?.nanoseconds ?? 0, source: publication.source,
            qos: publication.qos.rawValue, isRetained: publication.isRetained,
            isSenderKept: publication.isSenderKept, isAddressed: !addressees.isEmpty)
        append(head, to: &stage)
        for addressee in addressees { append(addressee, to: &stage) }
        stage.append(bytes.extracting(0..<end))
    }

    private static func append<Value: BitwiseCopyable>(_ value: Value, to stage: inout [UInt8]) {
        // Proof: the value is plain bytes, lent for the call; `next` and `popFirst` read them back
        // as what they are.
        unsafe withUnsafeBytes(of: value) { unsafe stage.append(contentsOf: $0) }
    }

    /// The record at `position`; nil at the end.
    static func next(in bytes: Span<UInt8>, at position: Int) -> Found? {
        guard position < bytes.count else { return nil }
        // Proof: `position` is where `append` put a head, which the load checks to lie in the span.
        let head = unsafe bytes.bytes.unsafeLoadUnaligned(
            fromByteOffset: position, as: Head.self)
        let addresseesStart = position + headLength
        let start = addresseesStart + Int(head.addresseeCount) * addresseeLength
        let isFrame = head.source != .record
        let publication = Publication(
            topic: Int(head.topicStart)..<Int(head.topicEnd),
            properties: Int(head.propertiesStart)..<Int(head.propertiesEnd),
            payload: Int(head.payloadStart)..<Int(head.payloadEnd),
            qos: QoS(rawValue: head.qos) ?? .atMostOnce, isRetained: head.isRetained,
            deadline: head.deadline == 0 ? nil : MonotonicTime(nanoseconds: head.deadline),
            source: head.source, frameLength: isFrame ? Int(head.payloadEnd) : 0,
            isSenderKept: head.isSenderKept)
        return Found(
            publication: publication, addressees: head.isAddressed ? addresseesStart..<start : nil,
            start: start, end: position + Int(head.length))
    }

    /// Takes the first of the addressees that lie there; nil when there is none.
    static func popFirst(_ addressees: inout Range<Int>, in bytes: Span<UInt8>) -> ShareAddressee? {
        if addressees.isEmpty { return nil }
        let position = addressees.lowerBound
        addressees = position + addresseeLength..<addressees.upperBound
        // Proof: `append` put an addressee there, which the load checks to lie in the span.
        return unsafe bytes.bytes.unsafeLoadUnaligned(
            fromByteOffset: position, as: ShareAddressee.self)
    }
}
