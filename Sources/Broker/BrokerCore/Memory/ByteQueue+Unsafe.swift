/// Bytes that wait to be sent on one connection; its memory comes from the shard's pool.
///
/// The owner must call ``drain(into:)`` before it goes away, because the pool is not known here.
@safe package struct ByteQueue: ~Copyable {
    private var buffer: BufferPool.Buffer?
    private var start = 0
    private var end = 0

    /// An empty queue, which owns no memory.
    package init() {}

    /// Bytes that wait.
    @inline(__always)
    package var count: Int { end - start }

    /// Whether nothing waits.
    @inline(__always)
    package var isEmpty: Bool { start == end }

    /// Appends a copy of the bytes.
    package mutating func append(_ bytes: Span<UInt8>, from pool: BufferPool) {
        let target = unsafe reserve(bytes.count, from: pool)
        // Proof: `target` has room for `bytes.count` bytes and no other view exists.
        unsafe bytes.withUnsafeBytes { source in
            if let base = source.baseAddress {
                unsafe target.copyMemory(from: base, byteCount: source.count)
            }
        }
        end += bytes.count
    }

    /// Appends a PUBLISH frame with another first byte and, where it has one, another packet
    /// identifier: the two things that differ between receivers of one encoding.
    package mutating func append(
        frame: Span<UInt8>, firstByte: UInt8, packetID: UInt16, at offset: Int,
        from pool: BufferPool
    ) {
        let target = unsafe reserve(frame.count, from: pool)
        // Proof: as above; `offset` is 0 or lies with its two bytes inside the frame.
        unsafe frame.withUnsafeBytes { source in
            if let base = source.baseAddress {
                unsafe target.copyMemory(from: base, byteCount: source.count)
            }
        }
        unsafe target.storeBytes(of: firstByte, as: UInt8.self)
        if offset > 0 {
            precondition(offset + 2 <= frame.count, "the packet identifier lies in its frame")
            unsafe target.storeBytes(
                of: packetID.bigEndian, toByteOffset: offset, as: UInt16.self)
        }
        end += frame.count
    }

    /// Appends an acknowledgement in its short form: type and flags, length 2, packet identifier.
    package mutating func append(
        acknowledgement firstByte: UInt8, packetID: UInt16, from pool: BufferPool
    ) {
        let target = unsafe reserve(4, from: pool)
        let word = UInt32(firstByte) << 24 | 2 << 16 | UInt32(packetID)
        // Proof: four bytes were reserved; storeBytes has no alignment demand.
        unsafe target.storeBytes(of: word.bigEndian, as: UInt32.self)
        end += 4
    }

    /// Lends the waiting bytes to `body`, which answers how many it took.
    package mutating func send<Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        guard let buffer = unsafe buffer, start < end else { return }
        // Proof: start..<end lies in the buffer, which nobody else writes during the call.
        let taken = unsafe try body(
            UnsafeRawBufferPointer(start: buffer.base + start, count: end - start))
        precondition(taken <= end - start, "no more was sent than waited")
        start += taken
    }

    /// Forgets what waits and gives the memory back.
    package mutating func drain(into pool: BufferPool) {
        if let buffer = unsafe buffer { unsafe pool.give(buffer) }
        unsafe buffer = nil
        start = 0
        end = 0
    }

    /// A place for `byteCount` bytes at the end.
    @inline(__always)
    private mutating func reserve(
        _ byteCount: Int, from pool: BufferPool
    ) -> UnsafeMutableRawPointer {
        if let buffer = unsafe buffer, unsafe end + byteCount <= buffer.capacity {
            return unsafe buffer.base + end
        }
        return unsafe makeRoom(byteCount, from: pool)
    }

    private mutating func makeRoom(
        _ byteCount: Int, from pool: BufferPool
    ) -> UnsafeMutableRawPointer {
        let waiting = count
        let larger = unsafe pool.take(max(waiting + byteCount, waiting * 2))
        if let old = unsafe buffer {
            // Proof: both regions are ours and distinct; `larger` holds at least `waiting` bytes.
            unsafe larger.base.copyMemory(from: old.base + start, byteCount: waiting)
            unsafe pool.give(old)
        }
        unsafe buffer = larger
        start = 0
        end = waiting
        return unsafe larger.base + end
    }
}
