/// The one buffer that every connection of a reactor is read into (256 KiB).
@safe final class ReadBuffer {
    static let capacity = 256 * 1_024

    private let base: UnsafeMutableRawPointer

    init() { unsafe base = .allocate(byteCount: Self.capacity, alignment: 64) }

    deinit {
        // Proof: the memory was allocated in init and nobody else keeps a pointer to it.
        unsafe base.deallocate()
    }

    /// Puts bytes that were read before at the front.
    func put(_ bytes: [UInt8]) {
        precondition(bytes.count <= Self.capacity, "a longer leftover is kept elsewhere")
        // Proof: the count was checked, and the source is a distinct object.
        unsafe bytes.withUnsafeBytes { source in
            if let start = source.baseAddress {
                unsafe base.copyMemory(from: start, byteCount: source.count)
            }
        }
    }

    /// Lends the room behind the first `count` bytes.
    func fill<Result>(
        after count: Int, _ body: (UnsafeMutableRawBufferPointer) -> Result
    ) -> Result {
        // Proof: count is at most the capacity, and the pointer does not outlive the call.
        unsafe body(
            UnsafeMutableRawBufferPointer(start: base + count, count: Self.capacity - count))
    }

    /// Lends the first `count` bytes for reading.
    func read<Result>(_ count: Int, _ body: (Span<UInt8>) -> Result) -> Result {
        // Proof: the bytes were written before, and nobody writes during the call.
        let bytes = unsafe UnsafeRawBufferPointer(start: base, count: count)
        return unsafe body(Span(_unsafeBytes: bytes))
    }

    /// A copy of the bytes in that range.
    func copy(_ range: Range<Int>) -> [UInt8] {
        // Proof: the range was written before.
        unsafe Array(UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
    }
}
