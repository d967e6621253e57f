/// A length in one to four bytes, seven bits each, low bits first (MQTT 5 section 1.5.5).
@usableFromInline package struct VariableByteInteger: Sendable {
    /// At most ``maximum``.
    @usableFromInline package let value: Int
    /// Bytes that it takes on the wire, 1 to 4.
    @usableFromInline package let length: Int

    @inlinable init(value: Int, length: Int) {
        self.value = value
        self.length = length
    }

    /// The largest value that four bytes hold.
    package static let maximum = 268_435_455

    /// Whether no shorter form exists `[MQTT-1.5.5-1]`.
    @inlinable package var isMinimal: Bool { length == 1 || value >> (7 * (length - 1)) != 0 }

    /// The integer at `position`, or nil when it does not end before `end`.
    /// - Throws: `malformed(field)` when it takes more than four bytes.
    @inlinable package static func scan(
        _ bytes: Span<UInt8>, at position: Int, end: Int, field: DecodeError.Field
    ) throws(DecodeError) -> VariableByteInteger? {
        var value = 0
        for index in 0..<4 {
            guard position + index < end else { return nil }
            let byte = bytes[position + index]
            value |= Int(byte & 0x7F) << (7 * index)
            if byte & 0x80 == 0 { return VariableByteInteger(value: value, length: index + 1) }
        }
        throw .malformed(field)
    }

    /// Bytes that `value` takes.
    @inlinable package static func length(of value: Int) -> Int {
        switch value {
        case ..<0x80: 1
        case ..<0x4000: 2
        case ..<0x20_0000: 3
        default: 4
        }
    }

    /// Writes `value`, which must not exceed ``maximum``.
    package static func append(_ value: Int, to bytes: inout [UInt8]) {
        precondition(value >= 0 && value <= maximum, "a variable byte integer has 28 bits")
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
