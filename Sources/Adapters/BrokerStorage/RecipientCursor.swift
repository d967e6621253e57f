import BrokerCore

/// Walks over a list of recipients as it lies on the disk, without copying it.
///
/// Bit 5 of a recipient's flags is the journal's own: the client took the QoS 2 message, which the
/// acknowledgement log said before it was folded.
struct RecipientCursor {
    /// A recipient and where its bytes are.
    struct Place {
        let session: UInt64
        let ordinal: UInt64
        let bytes: Range<Int>
        let flagsAt: Int
        let isReleased: Bool
        let isShared: Bool
    }

    static let releasedFlag: UInt8 = 32
    private static let identifiersFlag: UInt8 = 8
    private static let filterFlag: UInt8 = 16

    private var position = 0
    /// Whether the bytes were no list.
    private(set) var isBroken = false

    /// The next recipient; nil at the end, and where the list is broken.
    mutating func next(in bytes: Span<UInt8>) -> Place? {
        if position >= bytes.count || isBroken { return nil }
        let start = position
        isBroken = true
        guard let session = Varint.read(bytes, at: &position),
            let ordinal = Varint.read(bytes, at: &position), position < bytes.count
        else { return nil }
        let flagsAt = position
        let flags = bytes[flagsAt]
        position += 1
        if flags & Self.identifiersFlag != 0 {
            guard let count = Varint.read(bytes, at: &position), count <= UInt64(bytes.count)
            else { return nil }
            for _ in 0..<count {
                if Varint.read(bytes, at: &position) == nil { return nil }
            }
        }
        if flags & Self.filterFlag != 0 {
            guard let count = Varint.read(bytes, at: &position),
                count <= UInt64(bytes.count - position)
            else { return nil }
            position += Int(count)
        }
        isBroken = false
        return Place(
            session: session, ordinal: ordinal, bytes: start..<position, flagsAt: flagsAt,
            isReleased: flags & Self.releasedFlag != 0, isShared: flags & Self.filterFlag != 0)
    }

    /// Every recipient of a list with its place; nil when it is broken.
    static func all(in bytes: [UInt8]) -> [Place]? {
        var cursor = RecipientCursor()
        var places: [Place] = []
        while let place = cursor.next(in: bytes.span) { places.append(place) }
        return cursor.isBroken ? nil : places
    }
}
