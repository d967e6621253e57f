/// Reads the fields of one frame in order and never beyond its end.
///
/// It holds positions only; each call names the frame, since a span may not be stored.
struct FrameReader {
    private(set) var position: Int
    let end: Int

    /// Starts behind the fixed header.
    /// - Throws: `malformed(.remainingLength)` when the frame is shorter than its header says.
    @inline(__always)
    init(_ frame: Span<UInt8>, _ header: FixedHeader) throws(DecodeError) {
        guard header.frameLength <= frame.count else { throw .malformed(.remainingLength) }
        position = header.length
        end = header.frameLength
    }

    /// Reads a part of a frame whose bounds are known to lie in it.
    @inline(__always)
    init(_ range: Range<Int>) {
        position = range.lowerBound
        end = range.upperBound
    }

    /// Whether all is read.
    @inline(__always)
    var isAtEnd: Bool { position == end }

    /// One byte.
    @inline(__always)
    mutating func byte(
        _ frame: Span<UInt8>, _ field: DecodeError.Field
    ) throws(DecodeError) -> UInt8 {
        guard position < end else { throw .malformed(field) }
        let byte = frame[position]
        position += 1
        return byte
    }

    /// A two byte integer (MQTT 5 section 1.5.2).
    @inline(__always)
    mutating func twoByteInteger(
        _ frame: Span<UInt8>, _ field: DecodeError.Field
    ) throws(DecodeError) -> UInt16 {
        guard position + 2 <= end else { throw .malformed(field) }
        let value = UInt16(frame[position]) << 8 | UInt16(frame[position + 1])
        position += 2
        return value
    }

    /// A four byte integer (MQTT 5 section 1.5.3).
    mutating func fourByteInteger(
        _ frame: Span<UInt8>, _ field: DecodeError.Field
    ) throws(DecodeError) -> UInt32 {
        let high = try twoByteInteger(frame, field)
        let low = try twoByteInteger(frame, field)
        return UInt32(high) << 16 | UInt32(low)
    }

    /// A variable byte integer in its shortest form `[MQTT-1.5.5-1]`.
    @inline(__always)
    mutating func variableByteInteger(
        _ frame: Span<UInt8>, _ field: DecodeError.Field
    ) throws(DecodeError) -> Int {
        let integer = try VariableByteInteger.scan(frame, at: position, end: end, field: field)
        guard let integer, integer.isMinimal else { throw .malformed(field) }
        position += integer.length
        return integer.value
    }

    /// A packet identifier, which is not zero `[MQTT-2.2.1-3]`.
    @inline(__always)
    mutating func packetID(_ frame: Span<UInt8>) throws(DecodeError) -> PacketID {
        guard let id = PacketID(try twoByteInteger(frame, .packetID)) else {
            throw .malformed(.packetID)
        }
        return id
    }

    /// The next `count` bytes.
    @inline(__always)
    mutating func bytes(
        _ count: Int, _ field: DecodeError.Field
    ) throws(DecodeError) -> Range<Int> {
        guard count <= end - position else { throw .malformed(field) }
        let range = position..<position + count
        position += count
        return range
    }

    /// Where binary data lies, without its length (MQTT 5 section 1.5.6).
    @inline(__always)
    mutating func binaryData(
        _ frame: Span<UInt8>, _ field: DecodeError.Field
    ) throws(DecodeError) -> Range<Int> {
        try bytes(Int(twoByteInteger(frame, field)), field)
    }

    /// Where a legal UTF-8 encoded string lies, without its length (MQTT 5 section 1.5.4).
    @inline(__always)
    mutating func utf8String(
        _ frame: Span<UInt8>, _ field: DecodeError.Field
    ) throws(DecodeError) -> Range<Int> {
        let range = try binaryData(frame, field)
        if !UTF8Scan.isLegal(frame.extracting(range), refusingWildcards: false) {
            throw .malformed(field)
        }
        return range
    }

    /// Where a topic name lies, without its length; it may be empty.
    @inline(__always)
    mutating func topicName(
        _ frame: Span<UInt8>, _ field: DecodeError.Field
    ) throws(DecodeError) -> Range<Int> {
        let range = try binaryData(frame, field)
        if !TopicName.isLegal(frame.extracting(range)) { throw .malformed(field) }
        return range
    }

    /// Where a topic filter lies, without its length.
    @inline(__always)
    mutating func topicFilter(_ frame: Span<UInt8>) throws(DecodeError) -> Range<Int> {
        let range = try binaryData(frame, .topicFilter)
        try TopicFilter.check(frame.extracting(range))
        return range
    }

    /// Where the properties lie, without their length; empty before MQTT 5.
    @inline(__always)
    mutating func properties(
        _ frame: Span<UInt8>, _ version: ProtocolVersion
    ) throws(DecodeError) -> Range<Int> {
        if version != .v5 { return position..<position }
        return try bytes(variableByteInteger(frame, .propertyLength), .propertyLength)
    }

    /// Proves that nothing follows.
    func expectEnd(_ field: DecodeError.Field) throws(DecodeError) {
        if position != end { throw .malformed(field) }
    }
}
