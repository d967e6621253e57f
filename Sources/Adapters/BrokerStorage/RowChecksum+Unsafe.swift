import CLinux

/// CRC-32C over the values of a row, so that a flipped bit on the disk is never taken for data.
struct RowChecksum {
    private var crc: UInt32 = 0

    /// As the column keeps it.
    var value: Int64 { Int64(crc) }

    /// Adds an integer, which is also how a NULL is told: by one that no column holds.
    mutating func add(_ number: Int64) {
        let bytes = number.littleEndian
        // Proof: eight bytes on our stack, read during the call.
        crc = unsafe withUnsafeBytes(of: bytes) { buffer in
            unsafe clinux_crc32c(crc, buffer.baseAddress, buffer.count)
        }
    }

    /// Adds bytes and their number.
    mutating func add(_ bytes: Span<UInt8>) {
        add(Int64(bytes.count))
        // Proof: the span's bytes are valid for the closure, which keeps nothing.
        crc = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe clinux_crc32c(crc, buffer.baseAddress, buffer.count)
        }
    }

    /// Adds a value that is not there.
    mutating func addNothing() { add(.min) }
}
