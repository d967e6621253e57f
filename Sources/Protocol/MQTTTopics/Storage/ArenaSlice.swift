/// Where some bytes lie in a ``ByteArena``: offset and length in eight bytes.
struct ArenaSlice: Sendable {
    /// Offset and length in one, to be kept where eight bytes have room.
    let rawValue: UInt64

    static let empty = ArenaSlice(offset: 0, length: 0)

    /// A slice that was kept as `rawValue`.
    @inline(__always)
    init(rawValue: UInt64) { self.rawValue = rawValue }

    /// - Precondition: `length` fits an MQTT string, 65,535 bytes.
    init(offset: Int, length: Int) {
        precondition(length <= 0xFFFF, "an MQTT string has at most 65,535 bytes")
        rawValue = UInt64(offset) << 16 | UInt64(length)
    }

    @inline(__always)
    var length: Int { Int(rawValue & 0xFFFF) }

    @inline(__always)
    var range: Range<Int> {
        let offset = Int(rawValue >> 16)
        return offset..<offset + length
    }
}
