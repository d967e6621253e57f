/// A SUBSCRIBE that still lies in its frame; ``next(in:)`` walks its entries.
///
/// Call ``check(in:)`` before acting on the first entry: one broken entry makes the whole packet
/// illegal.
package struct SubscribeView: Sendable {
    package let packetID: PacketID
    /// Never zero.
    package let subscriptionIdentifier: UInt32?
    /// The properties, judged, without their length prefix.
    package let properties: Range<Int>
    private var reader: FrameReader
    private let version: ProtocolVersion

    /// One entry; the filter's bytes are legal and without their length prefix.
    package struct Entry: Sendable {
        package let filter: Range<Int>
        package let options: SubscriptionOptions
    }

    /// Reads a complete frame up to its first entry.
    /// - Throws: the field that breaks the format; `protocolError(.payload)` when there is no
    ///   entry `[MQTT-3.8.3-2]`.
    package init(
        frame: Span<UInt8>, header: FixedHeader, version: ProtocolVersion
    ) throws(DecodeError) {
        reader = try FrameReader(frame, header)
        self.version = version
        packetID = try reader.packetID(frame)
        properties = try reader.properties(frame, version)
        var identifier: UInt32?
        if !properties.isEmpty {
            var scanner = PropertyScanner(properties, in: .subscribe)
            while let item = try scanner.next(in: frame) {
                if item.id == .subscriptionIdentifier { identifier = item.integer }
            }
        }
        subscriptionIdentifier = identifier
        if reader.isAtEnd { throw .protocolError(.payload) }
    }

    /// Proves that every entry is legal; returns how many there are.
    package func check(in frame: Span<UInt8>) throws(DecodeError) -> Int {
        var entries = self
        var count = 0
        while try entries.next(in: frame) != nil { count += 1 }
        return count
    }

    /// The next entry, nil after the last.
    package mutating func next(in frame: Span<UInt8>) throws(DecodeError) -> Entry? {
        if reader.isAtEnd { return nil }
        let filter = try reader.topicFilter(frame)
        let byte = try reader.byte(frame, .subscriptionOptions)
        if byte & 0x03 == 0x03 { throw .malformed(.qos) }
        // Before MQTT 5 the upper six bits are reserved.
        guard version == .v5 || byte & 0xFC == 0, let options = SubscriptionOptions(rawValue: byte)
        else { throw .malformed(.subscriptionOptions) }
        if options.noLocal, TopicFilter.isShared(frame.extracting(filter)) {
            throw .protocolError(.subscriptionOptions)  // [MQTT-3.8.3-4]
        }
        return Entry(filter: filter, options: options)
    }
}
