import MQTTPackets

/// A publication as it travels between shards: a head of 19 bytes, then topic, properties and
/// payload. All numbers are big-endian; the record never leaves the process.
///
/// Head: whole length (4), properties length (4), deadline in nanoseconds or 0 (8), topic length
/// (2), flags (1: QoS in bits 0 and 1, RETAIN in bit 2, bit 3 for a message to members of shared
/// subscriptions, bit 4 when the sender's session is kept). In that last case their number (4)
/// follows the head, and 16 bytes for each: the member's slot (4) and generation (4), its group's
/// hash (8).
enum PublicationRecord {
    private static let headLength = 19
    private static let countLength = 4
    private static let addresseeLength = 16
    private static let retainedFlag: UInt8 = 4
    private static let addressedFlag: UInt8 = 8
    private static let senderKeptFlag: UInt8 = 16

    /// A record where it lies.
    struct Found {
        let publication: Publication
        /// Where its addressees lie; nil for whoever wants the topic.
        let addressees: Range<Int>?
        /// Where the next record begins.
        let end: Int
    }

    /// Appends the publication.
    static func append(
        _ publication: Publication, in bytes: Span<UInt8>, for addressees: [ShareAddressee] = [],
        to stage: inout [UInt8]
    ) {
        let addresseesLength =
            addressees.isEmpty ? 0 : countLength + addressees.count * addresseeLength
        let length =
            headLength + addresseesLength + publication.topic.count
            + publication.properties.count + publication.payload.count
        stage.append(bigEndian: UInt32(length))
        stage.append(bigEndian: UInt32(publication.properties.count))
        let deadline = publication.deadline?.nanoseconds ?? 0
        stage.append(bigEndian: UInt32(truncatingIfNeeded: deadline >> 32))
        stage.append(bigEndian: UInt32(truncatingIfNeeded: deadline))
        stage.append(bigEndian: UInt16(publication.topic.count))
        stage.append(
            publication.qos.rawValue | (publication.isRetained ? retainedFlag : 0)
                | (addressees.isEmpty ? 0 : addressedFlag)
                | (publication.isSenderKept ? senderKeptFlag : 0))
        if !addressees.isEmpty { stage.append(bigEndian: UInt32(addressees.count)) }
        for addressee in addressees {
            stage.append(bigEndian: addressee.slot)
            stage.append(bigEndian: addressee.generation)
            stage.append(bigEndian: UInt32(truncatingIfNeeded: addressee.groupHash >> 32))
            stage.append(bigEndian: UInt32(truncatingIfNeeded: addressee.groupHash))
        }
        stage.append(bytes.extracting(publication.topic))
        stage.append(bytes.extracting(publication.properties))
        stage.append(bytes.extracting(publication.payload))
    }

    /// The record at `position`, its parts counted from there; nil at the end.
    static func next(in bytes: Span<UInt8>, at position: Int) -> Found? {
        guard position < bytes.count else { return nil }
        let length = Int(bytes.bigEndian32(at: position))
        let propertiesLength = Int(bytes.bigEndian32(at: position + 4))
        let deadline =
            UInt64(bytes.bigEndian32(at: position + 8)) << 32
            | UInt64(bytes.bigEndian32(at: position + 12))
        let topicLength = Int(bytes[position + 16]) << 8 | Int(bytes[position + 17])
        let flags = bytes[position + 18]
        let isAddressed = flags & addressedFlag != 0
        var topicStart = headLength
        if isAddressed {
            let count = Int(bytes.bigEndian32(at: position + headLength))
            topicStart += countLength + count * addresseeLength
        }
        let topicEnd = topicStart + topicLength
        let propertiesEnd = topicEnd + propertiesLength
        let publication = Publication(
            topic: topicStart..<topicEnd, properties: topicEnd..<propertiesEnd,
            payload: propertiesEnd..<length, qos: QoS(rawValue: flags & 3) ?? .atMostOnce,
            isRetained: flags & retainedFlag != 0,
            deadline: deadline == 0 ? nil : MonotonicTime(nanoseconds: deadline),
            source: .record, frameLength: 0, isSenderKept: flags & senderKeptFlag != 0)
        return Found(
            publication: publication,
            addressees: isAddressed
                ? position + headLength + countLength..<position + topicStart : nil,
            end: position + length)
    }

    /// Takes the first of the addressees that lie there; nil when there is none.
    static func popFirst(_ addressees: inout Range<Int>, in bytes: Span<UInt8>) -> ShareAddressee? {
        if addressees.isEmpty { return nil }
        let position = addressees.lowerBound
        addressees = position + addresseeLength..<addressees.upperBound
        return ShareAddressee(
            slot: bytes.bigEndian32(at: position),
            generation: bytes.bigEndian32(at: position + 4),
            groupHash: Int(
                truncatingIfNeeded: UInt64(bytes.bigEndian32(at: position + 8)) << 32
                    | UInt64(bytes.bigEndian32(at: position + 12))))
    }
}

extension Span<UInt8> {
    @inline(__always)
    fileprivate func bigEndian32(at offset: Int) -> UInt32 {
        UInt32(self[offset]) << 24 | UInt32(self[offset + 1]) << 16
            | UInt32(self[offset + 2]) << 8 | UInt32(self[offset + 3])
    }
}
