/// Bytes that wait to be sent on one connection; its memory comes from the shard's pool.
///
/// What waits gathers in segments: what is longer than one is never copied again, and common
/// segments are small enough for the pool to keep many.
///
/// The owner must call ``drain(into:)`` before it goes away, because the pool is not known here.
@safe package final class ByteQueue {
    /// A buffer that is full, and what of it still waits.
    @unsafe private struct Segment {
        let buffer: BufferPool.Buffer
        var start: Int
        let end: Int
    }

    // Every connection has a queue: its numbers are small.
    private var buffer: BufferPool.Buffer?
    private var startOffset: UInt32 = 0
    private var endOffset: UInt32 = 0
    /// Go before the bytes of `buffer`, the oldest first.
    private var full: [Segment] = unsafe []
    /// Bytes that wait in `full`.
    private var fullBytes = 0
    /// A buffer as large as this is not copied into a larger one.
    private static let segmentBytes = 1 << 16

    /// An empty queue, which owns no memory.
    package init() {}

    /// Where what waits begins in `buffer`.
    @inline(__always)
    private var start: Int {
        get { Int(startOffset) }
        set { startOffset = UInt32(truncatingIfNeeded: newValue) }
    }

    /// Where what waits ends in `buffer`, within its capacity.
    @inline(__always)
    private var end: Int {
        get { Int(endOffset) }
        set { endOffset = UInt32(truncatingIfNeeded: newValue) }
    }

    /// Bytes that wait.
    @inline(__always)
    package var count: Int { end - start + fullBytes }

    /// Whether nothing waits.
    @inline(__always)
    package var isEmpty: Bool { start == end && fullBytes == 0 }

    /// Appends a copy of the bytes.
    package func append(_ bytes: Span<UInt8>, from pool: BufferPool) {
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
    package func append(
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
    package func append(
        acknowledgement firstByte: UInt8, packetID: UInt16, from pool: BufferPool
    ) {
        let target = unsafe reserve(4, from: pool)
        let word = UInt32(firstByte) << 24 | 2 << 16 | UInt32(packetID)
        // Proof: four bytes were reserved; storeBytes has no alignment demand.
        unsafe target.storeBytes(of: word.bigEndian, as: UInt32.self)
        end += 4
    }

    /// The bytes that go next, as far as they lie together; nil when nothing waits. They stay in
    /// place until something is appended, removed or drained.
    package var first: UnsafeRawBufferPointer? {
        if fullBytes > 0, let segment = unsafe full.first {
            // Proof: start..<end lies in the segment.
            return unsafe UnsafeRawBufferPointer(
                start: segment.buffer.base + segment.start, count: segment.end - segment.start)
        }
        guard let buffer = unsafe buffer, start < end else { return nil }
        // Proof: start..<end lies in the buffer.
        return unsafe UnsafeRawBufferPointer(start: buffer.base + start, count: end - start)
    }

    /// Removes so many bytes of ``first``, and gives memory back that holds nothing any more.
    package func removeFirst(_ byteCount: Int, into pool: BufferPool) {
        if fullBytes > 0, let segment = unsafe full.first {
            unsafe precondition(
                byteCount <= segment.end - segment.start, "no more was sent than waited")
            fullBytes -= byteCount
            unsafe full[0].start += byteCount
            if unsafe full[0].start == segment.end {
                unsafe pool.give(segment.buffer)
                unsafe full.removeFirst()
            }
            return
        }
        precondition(byteCount <= end - start, "no more was sent than waited")
        start += byteCount
        if start == end { drain(into: pool) }
    }

    /// Forgets what waits and gives the memory back.
    package func drain(into pool: BufferPool) {
        if let buffer = unsafe buffer { unsafe pool.give(buffer) }
        unsafe buffer = nil
        start = 0
        end = 0
        if fullBytes == 0 { return }
        while let segment = unsafe full.popLast() { unsafe pool.give(segment.buffer) }
        fullBytes = 0
    }

    /// A place for `byteCount` bytes at the end.
    @inline(__always)
    private func reserve(
        _ byteCount: Int, from pool: BufferPool
    ) -> UnsafeMutableRawPointer {
        if let buffer = unsafe buffer, unsafe end + byteCount <= buffer.capacity {
            return unsafe buffer.base + end
        }
        return unsafe makeRoom(byteCount, from: pool)
    }

    private func makeRoom(
        _ byteCount: Int, from pool: BufferPool
    ) -> UnsafeMutableRawPointer {
        let waiting = end - start
        if waiting > 0, let old = unsafe buffer, unsafe old.capacity >= Self.segmentBytes {
            unsafe full.append(Segment(buffer: old, start: start, end: end))
            fullBytes += waiting
            let next = unsafe pool.take(max(byteCount, Self.segmentBytes))
            unsafe buffer = next
            start = 0
            end = 0
            return unsafe next.base
        }
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
