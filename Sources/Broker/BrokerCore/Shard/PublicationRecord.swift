import MQTTPackets

/// A publication as it travels between shards: a head of 19 bytes, then topic, properties and
/// payload. All numbers are big-endian; the record never leaves the process.
///
/// Head: whole length (4), properties length (4), deadline in nanoseconds or 0 (8), topic length
/// (2), flags (1: QoS in bits 0 and 1, RETAIN in bit 2).
enum PublicationRecord {
    private static let headLength = 19

    /// Appends the publication.
    static func append(
        _ publication: Publication, in bytes: Span<UInt8>, to stage: inout [UInt8]
    ) {
        let length =
            headLength + publication.topic.count + publication.properties.count
            + publication.payload.count
        stage.append(bigEndian: UInt32(length))
        stage.append(bigEndian: UInt32(publication.properties.count))
        let deadline = publication.deadline?.nanoseconds ?? 0
        stage.append(bigEndian: UInt32(truncatingIfNeeded: deadline >> 32))
        stage.append(bigEndian: UInt32(truncatingIfNeeded: deadline))
        stage.append(bigEndian: UInt16(publication.topic.count))
        stage.append(publication.qos.rawValue | (publication.isRetained ? 4 : 0))
        stage.append(bytes.extracting(publication.topic))
        stage.append(bytes.extracting(publication.properties))
        stage.append(bytes.extracting(publication.payload))
    }

    /// The record at `position`, its parts counted from there, and where the next begins; nil at
    /// the end.
    static func next(
        in bytes: Span<UInt8>, at position: Int
    ) -> (publication: Publication, end: Int)? {
        guard position < bytes.count else { return nil }
        let length = Int(bytes.bigEndian32(at: position))
        let propertiesLength = Int(bytes.bigEndian32(at: position + 4))
        let deadline =
            UInt64(bytes.bigEndian32(at: position + 8)) << 32
            | UInt64(bytes.bigEndian32(at: position + 12))
        let topicLength = Int(bytes[position + 16]) << 8 | Int(bytes[position + 17])
        let flags = bytes[position + 18]
        let topicEnd = headLength + topicLength
        let propertiesEnd = topicEnd + propertiesLength
        let publication = Publication(
            topic: headLength..<topicEnd, properties: topicEnd..<propertiesEnd,
            payload: propertiesEnd..<length, qos: QoS(rawValue: flags & 3) ?? .atMostOnce,
            isRetained: flags & 4 != 0,
            deadline: deadline == 0 ? nil : MonotonicTime(nanoseconds: deadline),
            source: .record, frameLength: 0)
        return (publication, position + length)
    }
}

extension Span<UInt8> {
    @inline(__always)
    fileprivate func bigEndian32(at offset: Int) -> UInt32 {
        UInt32(self[offset]) << 24 | UInt32(self[offset + 1]) << 16
            | UInt32(self[offset + 2]) << 8 | UInt32(self[offset + 3])
    }
}
