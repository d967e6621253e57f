/// Reads and judges properties one by one without copying them.
struct PropertyScanner {
    private var reader: FrameReader
    private let place: PropertyPlaces
    /// One bit per identifier; the largest is 42.
    private var seen: UInt64 = 0

    /// A property that still lies in its frame.
    struct Item {
        let id: PropertyID
        /// From the identifier to the end of the value.
        var range: Range<Int>
        /// The value of the integer forms, 0 otherwise.
        var integer: UInt32 = 0
        /// The value of the string and binary forms, without its length.
        var value: Range<Int> = 0..<0
        /// The name of a string pair, without its length.
        var name: Range<Int> = 0..<0
    }

    /// Reads `range`, the properties without their length, as properties of `place`.
    @inline(__always)
    init(_ range: Range<Int>, in place: PropertyPlaces) {
        reader = FrameReader(range)
        self.place = place
    }

    /// The next property, nil after the last.
    /// - Throws: `malformed` for an unknown identifier and a broken value, `protocolError` for one
    ///   that does not belong there, comes twice or has a forbidden value.
    mutating func next(in frame: Span<UInt8>) throws(DecodeError) -> Item? {
        if reader.isAtEnd { return nil }
        let start = reader.position
        // The identifier is a variable byte integer, but all that exist are below 128.
        guard let id = PropertyID(rawValue: try reader.byte(frame, .property)) else {
            throw .malformed(.property)
        }
        let definition = id.definition
        if !definition.places.contains(place) { throw .protocolError(.property) }
        let bit: UInt64 = 1 << UInt64(id.rawValue)
        if seen & bit != 0, !definition.repeatablePlaces.contains(place) {
            throw .protocolError(.repeatedProperty)
        }
        seen |= bit
        var item = Item(id: id, range: start..<start)
        try readValue(of: &item, definition, frame)
        item.range = start..<reader.position
        return item
    }

    private mutating func readValue(
        of item: inout Item, _ definition: PropertyDefinition, _ frame: Span<UInt8>
    ) throws(DecodeError) {
        switch definition.form {
        case .zeroOrOne:
            item.integer = UInt32(try reader.byte(frame, .propertyValue))
            if item.integer > 1 { throw .protocolError(.propertyValue) }
        case .twoByteInteger:
            item.integer = UInt32(try reader.twoByteInteger(frame, .propertyValue))
        case .fourByteInteger:
            item.integer = try reader.fourByteInteger(frame, .propertyValue)
        case .variableByteInteger:
            item.integer = UInt32(try reader.variableByteInteger(frame, .propertyValue))
        case .utf8String:
            item.value = try reader.utf8String(frame, .propertyValue)
        case .topicName:
            item.value = try reader.utf8String(frame, .propertyValue)
            // [MQTT-3.3.2-14] [MQTT-4.7.3-1]
            if item.value.isEmpty || !TopicName.isLegal(frame.extracting(item.value)) {
                throw .protocolError(.propertyValue)
            }
        case .binaryData:
            item.value = try reader.binaryData(frame, .propertyValue)
        case .utf8StringPair:
            item.name = try reader.utf8String(frame, .propertyValue)
            item.value = try reader.utf8String(frame, .propertyValue)
        }
        if definition.refusesZero, item.integer == 0 {
            throw .protocolError(item.id == .topicAlias ? .topicAlias : .propertyValue)
        }
    }
}
