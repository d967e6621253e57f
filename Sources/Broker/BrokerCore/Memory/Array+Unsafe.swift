extension Array where Element == UInt8 {
    /// Appends a copy of the bytes.
    package mutating func append(_ bytes: Span<UInt8>) {
        // Proof: the source is borrowed for the call and cannot alias this array's storage.
        unsafe bytes.withUnsafeBufferPointer { unsafe self.append(contentsOf: $0) }
    }

    /// Appends the value in network byte order.
    mutating func append(bigEndian value: UInt16) {
        append(UInt8(truncatingIfNeeded: value >> 8))
        append(UInt8(truncatingIfNeeded: value))
    }
}
