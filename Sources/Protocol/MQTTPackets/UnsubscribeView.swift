/// An UNSUBSCRIBE that still lies in its frame; ``next(in:)`` walks its filters.
///
/// Call ``check(in:)`` before acting on the first filter: one broken filter makes the whole packet
/// illegal.
package struct UnsubscribeView: Sendable {
    package let packetID: PacketID
    /// The properties, judged, without their length prefix.
    package let properties: Range<Int>
    private var reader: FrameReader

    /// Reads a complete frame up to its first filter.
    /// - Throws: the field that breaks the format; `protocolError(.payload)` when there is no
    ///   filter `[MQTT-3.10.3-2]`.
    package init(
        frame: Span<UInt8>, header: FixedHeader, version: ProtocolVersion
    ) throws(DecodeError) {
        reader = try FrameReader(frame, header)
        packetID = try reader.packetID(frame)
        properties = try reader.properties(frame, version)
        if !properties.isEmpty {
            var scanner = PropertyScanner(properties, in: .unsubscribe)
            while try scanner.next(in: frame) != nil {}
        }
        if reader.isAtEnd { throw .protocolError(.payload) }
    }

    /// Proves that every filter is legal; returns how many there are.
    package func check(in frame: Span<UInt8>) throws(DecodeError) -> Int {
        var filters = self
        var count = 0
        while try filters.next(in: frame) != nil { count += 1 }
        return count
    }

    /// The next filter without its length prefix, nil after the last.
    package mutating func next(in frame: Span<UInt8>) throws(DecodeError) -> Range<Int>? {
        if reader.isAtEnd { return nil }
        return try reader.topicFilter(frame)
    }
}
