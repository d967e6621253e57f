/// Memory for outbound bytes, in size classes, owned by one shard.
///
/// A connection takes a buffer when its first byte waits and gives it back when all is sent: idle
/// connections own none, and busy ones never make the allocator map and unmap pages.
@safe package final class BufferPool {
    /// A region of memory with exactly one owner at any time.
    @unsafe struct Buffer {
        let base: UnsafeMutableRawPointer
        private let byteCount: UInt32

        init(base: UnsafeMutableRawPointer, capacity: Int) {
            unsafe self.base = base
            unsafe byteCount = UInt32(capacity)
        }

        /// Bytes; no packet is so long that they would not fit.
        @inline(__always)
        var capacity: Int { unsafe Int(byteCount) }
    }

    /// Buffers without owner; each holds the address of the next one in its first bytes.
    @unsafe private struct FreeList {
        var first: UnsafeMutableRawPointer?
        var count = 0
    }

    /// Bytes of the smallest class; each class is four times the one before.
    package static let smallestClass = 4_096
    private static let classCount = 7
    /// Bytes that each class keeps at most for the next taker.
    private static let keptBytesMax = 16 << 20

    /// One per class. Memory of its own: an array would be asked at each use whether somebody else
    /// is at it.
    private let lists: UnsafeMutablePointer<FreeList>

    /// A pool that holds nothing yet.
    package init() {
        unsafe lists = .allocate(capacity: Self.classCount)
        // Proof: the memory was allocated for so many lists just now.
        unsafe lists.initialize(repeating: FreeList(), count: Self.classCount)
    }

    deinit {
        for index in 0..<Self.classCount {
            // Proof: a buffer in a free list has no owner but the pool, and the lists are trivial.
            while let base = unsafe popFirst(index) { unsafe base.deallocate() }
        }
        unsafe lists.deallocate()
    }

    /// A buffer of at least `byteCount` bytes.
    func take(_ byteCount: Int) -> Buffer {
        var capacity = Self.smallestClass
        for index in 0..<Self.classCount {
            if byteCount <= capacity {
                guard let base = unsafe popFirst(index) else {
                    return unsafe Self.allocate(capacity)
                }
                return unsafe Buffer(base: base, capacity: capacity)
            }
            capacity *= 4
        }
        return unsafe Self.allocate(byteCount)
    }

    /// Takes back a buffer that its owner forgets in the same breath.
    func give(_ buffer: Buffer) {
        var capacity = Self.smallestClass
        for index in 0..<Self.classCount {
            if unsafe buffer.capacity == capacity {
                // Proof: the index is below classCount; the buffer has room for an address and,
                // from now on, no owner but the pool.
                if unsafe (lists[index].count + 1) * capacity > Self.keptBytesMax { break }
                unsafe buffer.base.storeBytes(
                    of: lists[index].first, as: UnsafeMutableRawPointer?.self)
                unsafe lists[index].first = unsafe buffer.base
                unsafe lists[index].count += 1
                return
            }
            capacity *= 4
        }
        // Proof: the caller was the only owner and no longer uses it.
        unsafe buffer.base.deallocate()
    }

    /// A free buffer of the class, which the caller owns then.
    @inline(__always)
    private func popFirst(_ index: Int) -> UnsafeMutableRawPointer? {
        // Proof: the index is below classCount; what is in the list holds the address of the next.
        guard let base = unsafe lists[index].first else { return nil }
        unsafe lists[index].first = unsafe base.load(as: UnsafeMutableRawPointer?.self)
        unsafe lists[index].count -= 1
        return unsafe base
    }

    private static func allocate(_ byteCount: Int) -> Buffer {
        unsafe Buffer(
            base: .allocate(byteCount: byteCount, alignment: 16), capacity: byteCount)
    }
}
