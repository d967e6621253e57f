import BrokerCore

/// The outbound queue of one connection, filled and sent again and again.
final class QueueUnderTest {
    /// Frames that go out in one piece.
    static let frames = 100

    private let pool = BufferPool()
    private let queue = ByteQueue()
    private let frame: [UInt8]

    init(frameBytes: Int) { frame = Array(repeating: 46, count: frameBytes) }

    deinit { queue.drain(into: pool) }

    func fillAndSend() {
        let frame = frame
        for _ in 0..<Self.frames {
            queue.append(
                frame: frame.span, firstByte: 0x32, packetID: 7, at: 8, from: pool)
        }
        // Proof: the bytes are only counted.
        while let waiting = unsafe queue.first {
            queue.removeFirst(waiting.count, into: pool)
        }
    }
}
