/// Memory for outbound bytes, in size classes, owned by one shard.
///
/// A connection takes a buffer when its first byte waits and gives it back when all is sent: idle
/// connections own none, and busy ones never make the allocator map and unmap pages.
@safe package final class BufferPool {
    /// A region of memory with exactly one owner at any time.
    @unsafe struct Buffer {
        let base: UnsafeMutableRawPointer
        /// Bytes.
        let capacity: Int
    }

    /// Bytes of the smallest class; each class is four times the one before.
    package static let smallestClass = 4_096
    private static let classCount = 7
    /// Bytes that each class keeps at most for the next taker.
    private static let keptBytesMax = 8 << 20

    private var free: [[Buffer]] = unsafe Array(
        repeating: [], count: classCount)

    /// A pool that holds nothing yet.
    package init() {}

    deinit {
        for index in 0..<Self.classCount {
            while let buffer = unsafe free[index].popLast() {
                // Proof: a buffer in a free list has no owner but the pool.
                unsafe buffer.base.deallocate()
            }
        }
    }

    /// A buffer of at least `byteCount` bytes.
    func take(_ byteCount: Int) -> Buffer {
        var capacity = Self.smallestClass
        for index in 0..<Self.classCount {
            if byteCount <= capacity {
                if let buffer = unsafe free[index].popLast() { return unsafe buffer }
                return unsafe Self.allocate(capacity)
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
                if unsafe (free[index].count + 1) * capacity > Self.keptBytesMax { break }
                unsafe free[index].append(buffer)
                return
            }
            capacity *= 4
        }
        // Proof: the caller was the only owner and no longer uses it.
        unsafe buffer.base.deallocate()
    }

    private static func allocate(_ byteCount: Int) -> Buffer {
        unsafe Buffer(
            base: .allocate(byteCount: byteCount, alignment: 16), capacity: byteCount)
    }
}
