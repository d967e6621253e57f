/// The first two to five bytes of every packet (MQTT 5 section 2.1).
@usableFromInline package struct FixedHeader: Sendable {
    /// What kind of packet it is.
    @usableFromInline package let type: PacketType
    /// The low four bits of the first byte.
    @usableFromInline package let flags: UInt8
    /// Bytes of the fixed header itself, 2 to 5.
    @usableFromInline package let length: Int
    /// Bytes that follow the fixed header.
    @usableFromInline package let remainingLength: Int

    /// Bytes of the whole packet.
    @inlinable package var frameLength: Int { length + remainingLength }

    @inlinable init(type: PacketType, flags: UInt8, length: Int, remainingLength: Int) {
        self.type = type
        self.flags = flags
        self.length = length
        self.remainingLength = remainingLength
    }

    /// The header at `offset`, or nil when it is not complete yet.
    ///
    /// Before CONNECT has named the version, leave it out: the strictest rules hold.
    /// - Throws: `malformed(.packetType)`, `malformed(.fixedHeaderFlags)` `[MQTT-2.1.3-1]`,
    ///   `malformed(.remainingLength)` when the length takes more than four bytes or, in MQTT 5,
    ///   more than needed `[MQTT-1.5.5-1]`.
    @inlinable @inline(__always)
    package static func scan(
        _ bytes: Span<UInt8>, at offset: Int, version: ProtocolVersion = .v5
    ) throws(DecodeError) -> FixedHeader? {
        guard offset < bytes.count else { return nil }
        let first = bytes[offset]
        guard let type = PacketType(rawValue: first >> 4) else {
            throw .malformed(.packetType)
        }
        let flags = first & 0x0F
        if !areLegal(flags: flags, of: type, version) { throw .malformed(.fixedHeaderFlags) }
        guard
            let remaining = try VariableByteInteger.scan(
                bytes, at: offset + 1, end: bytes.count, field: .remainingLength)
        else { return nil }
        if version == .v5, !remaining.isMinimal { throw .malformed(.remainingLength) }
        return FixedHeader(
            type: type, flags: flags, length: 1 + remaining.length,
            remainingLength: remaining.value)
    }

    /// PUBLISH has flags of its own; PUBREL, SUBSCRIBE and UNSUBSCRIBE bear 2, all others 0.
    @inlinable static func areLegal(
        flags: UInt8, of type: PacketType, _ version: ProtocolVersion
    ) -> Bool {
        switch type {
        case .publish: flags & 0x06 != 0x06  // [MQTT-3.3.1-4]
        case .pubrel, .subscribe, .unsubscribe:
            // MQTT 3.1 sets DUP when it sends them again (its sections 3.6, 3.8 and 3.10).
            flags == 0x02 || (version == .v31 && flags == 0x0A)
        default: flags == 0
        }
    }
}
