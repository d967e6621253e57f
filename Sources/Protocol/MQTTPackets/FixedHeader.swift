/// The first two to five bytes of every packet (MQTT 5 section 2.1).
package struct FixedHeader: Sendable {
    package let type: PacketType
    /// The low four bits of the first byte.
    package let flags: UInt8
    /// Bytes of the fixed header itself, 2 to 5.
    package let length: Int
    /// Bytes that follow the fixed header.
    package let remainingLength: Int

    /// Bytes of the whole packet.
    @inline(__always)
    package var frameLength: Int { length + remainingLength }

    /// The header at `offset`, or nil when it is not complete yet.
    /// - Throws: `malformed(.packetType)`, `malformed(.remainingLength)` when the length takes more
    ///   than four bytes `[MQTT-1.5.5-1]`, `malformed(.fixedHeaderFlags)` `[MQTT-2.1.3-1]`.
    package static func scan(
        _ bytes: Span<UInt8>, at offset: Int
    ) throws(DecodeError) -> FixedHeader? {
        guard offset < bytes.count else { return nil }
        let first = bytes[offset]
        guard let type = PacketType(rawValue: first >> 4) else {
            throw .malformed(.packetType)
        }
        let flags = first & 0x0F
        if !areLegal(flags: flags, of: type) { throw .malformed(.fixedHeaderFlags) }
        var remainingLength = 0
        for position in 0..<4 {
            let index = offset + 1 + position
            guard index < bytes.count else { return nil }
            let byte = bytes[index]
            remainingLength |= Int(byte & 0x7F) << (7 * position)
            if byte & 0x80 == 0 {
                return FixedHeader(
                    type: type, flags: flags, length: 2 + position,
                    remainingLength: remainingLength)
            }
        }
        throw .malformed(.remainingLength)
    }

    /// PUBLISH has flags of its own; PUBREL, SUBSCRIBE and UNSUBSCRIBE bear 2, all others 0.
    private static func areLegal(flags: UInt8, of type: PacketType) -> Bool {
        switch type {
        case .publish: flags & 0x06 != 0x06  // [MQTT-3.3.1-4]
        case .pubrel, .subscribe, .unsubscribe: flags == 2
        default: flags == 0
        }
    }
}
