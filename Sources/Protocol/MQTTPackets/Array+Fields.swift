extension [UInt8] {
    /// Writes a two byte integer.
    mutating func append(twoByteInteger value: UInt16) {
        append(UInt8(value >> 8))
        append(UInt8(value & 0xFF))
    }

    /// Writes a string behind its length.
    mutating func append(utf8String text: String) {
        precondition(text.utf8.count <= 0xFFFF, "a string on the wire has at most 65,535 bytes")
        append(twoByteInteger: UInt16(text.utf8.count))
        append(contentsOf: text.utf8)
    }

    /// Writes binary data behind its length.
    mutating func append(binaryData data: [UInt8]) {
        precondition(data.count <= 0xFFFF, "binary data on the wire has at most 65,535 bytes")
        append(twoByteInteger: UInt16(data.count))
        append(contentsOf: data)
    }

    /// Makes room for `extra` bytes without giving up geometric growth.
    mutating func reserveCapacityForAppending(_ extra: Int) {
        let needed = count + extra
        if needed > capacity { reserveCapacity(Swift.max(needed, 2 * capacity)) }
    }

    /// Puts the number of bytes from `start` on in front of them, as a variable byte integer.
    mutating func insertLength(at start: Int) {
        let length = count - start
        precondition(length <= VariableByteInteger.maximum, "a packet has at most 256 MiB")
        if length < 0x80 {
            insert(UInt8(length), at: start)
            return
        }
        var prefix: [UInt8] = []
        VariableByteInteger.append(length, to: &prefix)
        insert(contentsOf: prefix, at: start)
    }
}
