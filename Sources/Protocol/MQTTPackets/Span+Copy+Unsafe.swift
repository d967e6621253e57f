extension Span<UInt8> {
    /// The bytes as an array of their own.
    func copyToArray() -> [UInt8] {
        // Proof: the pointer is read inside the closure only; Array copies count bytes from it.
        unsafe withUnsafeBufferPointer { unsafe Array($0) }
    }

    /// The bytes as text; they are known to be UTF-8, anything else would be repaired.
    func copyToString() -> String {
        // Proof: as above; String copies what it decodes.
        unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
