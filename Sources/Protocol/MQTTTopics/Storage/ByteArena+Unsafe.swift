/// The bytes of all names of one structure in one array, so that a name costs no allocation.
///
/// Freed bytes are counted, not reused; when they outweigh the living, the owner moves what lives
/// into a new arena. That bounds the memory at about twice what lives.
struct ByteArena: Sendable {
    private(set) var storage: [UInt8] = []
    private var freedBytes = 0

    private static let freedBytesMin = 4096

    init() {}

    /// An empty arena with room for what lives in `old`.
    init(replacing old: borrowing ByteArena) {
        storage.reserveCapacity(old.storage.count - old.freedBytes)
    }

    var bytes: Int { storage.capacity }

    /// Whether the owner should now move its names into a new arena.
    var isWorthCompacting: Bool {
        freedBytes >= Self.freedBytesMin && freedBytes * 2 > storage.count
    }

    /// Copies `bytes` into the arena.
    mutating func append(_ bytes: Span<UInt8>) -> ArenaSlice {
        let slice = ArenaSlice(offset: storage.count, length: bytes.count)
        // Proof: the buffer is valid inside the closure, which copies it and keeps nothing.
        unsafe bytes.withUnsafeBufferPointer { unsafe storage.append(contentsOf: $0) }
        return slice
    }

    /// Copies what another arena holds at `slice`.
    mutating func append(_ slice: ArenaSlice, of other: borrowing ByteArena) -> ArenaSlice {
        append(other.storage.span.extracting(slice.range))
    }

    /// Gives the slice's bytes up.
    mutating func free(_ slice: ArenaSlice) { freedBytes += slice.length }

    /// Whether the slice holds exactly these bytes.
    @inline(__always)
    func holds(_ bytes: Span<UInt8>, at slice: ArenaSlice) -> Bool {
        slice.length == bytes.count
            && Self.areEqual(storage.span.extracting(slice.range), bytes)
    }

    /// Compares two spans of the same length, eight bytes at a time.
    @inline(__always)
    private static func areEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        let count = left.count
        var position = 0
        while position + 8 <= count {
            // Proof: position + 8 <= count, which both spans have.
            let one = unsafe left.bytes.unsafeLoadUnaligned(
                fromByteOffset: position, as: UInt64.self)
            // Proof: as above.
            let other = unsafe right.bytes.unsafeLoadUnaligned(
                fromByteOffset: position, as: UInt64.self)
            if one != other { return false }
            position += 8
        }
        while position < count {
            if left[position] != right[position] { return false }
            position += 1
        }
        return true
    }
}
