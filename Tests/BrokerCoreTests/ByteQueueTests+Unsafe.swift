import BrokerCore
import SeededRandom
import Testing

@Suite struct ByteQueueTests {
    @Test(arguments: 1...30)
    func `random appends and partial sends agree with an array`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pool = BufferPool()
        let queue = ByteQueue()
        let other = ByteQueue()  // shares the pool: a buffer with two owners would show
        var model: [UInt8] = []
        var otherModel: [UInt8] = []
        for step in 0..<400 {
            let lengthMax = step % 50 == 0 ? 40_000 : 300
            let bytes = (0..<Int.random(in: 1...lengthMax, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            switch Int.random(in: 0..<7, using: &random) {
            case 0, 1:
                queue.append(bytes.span, from: pool)
                model += bytes
            case 2:
                queue.append(acknowledgement: 0x40, packetID: 0x1234, from: pool)
                model += [0x40, 2, 0x12, 0x34]
            case 3 where bytes.count >= 5:
                queue.append(
                    frame: bytes.span, firstByte: 0x32, packetID: 0xABCD, at: 3, from: pool)
                model += [0x32] + bytes[1..<3] + [0xAB, 0xCD] + bytes[5...]
            case 4:
                other.append(bytes.span, from: pool)
                otherModel += bytes
            case 5:
                let count = Int.random(in: 0...model.count, using: &random)
                let taken = Self.take(count, from: queue, pool)
                #expect(taken == Array(model[..<count]))
                model.removeFirst(count)
                if model.isEmpty { queue.drain(into: pool) }
            default:
                let taken = Self.take(otherModel.count, from: other, pool)
                #expect(taken == otherModel)
                otherModel = []
                other.drain(into: pool)
            }
            let (count, isEmpty) = (queue.count, queue.isEmpty)
            #expect(count == model.count)
            #expect(isEmpty == model.isEmpty)
        }
        let rest = Self.take(model.count, from: queue, pool)
        #expect(rest == model)
        queue.drain(into: pool)
        other.drain(into: pool)
    }

    @Test func `a queue grows beyond every class of the pool`() {
        let pool = BufferPool()
        let queue = ByteQueue()
        let block = [UInt8](repeating: 7, count: 3 << 20)
        for _ in 0..<12 { queue.append(block.span, from: pool) }
        let count = queue.count
        #expect(count == 36 << 20)
        let taken = Self.take(count, from: queue, pool)
        #expect(taken.allSatisfy { $0 == 7 })
        let isEmpty = queue.isEmpty
        #expect(isEmpty)
        queue.drain(into: pool)
    }

    @Test func `what a deaf peer lets gather goes out in order and piece by piece`() {
        let pool = BufferPool()
        let queue = ByteQueue()
        let blocks = (UInt8(0)..<40).map { [UInt8](repeating: $0, count: 100_001) }
        for block in blocks { queue.append(block.span, from: pool) }
        var taken: [UInt8] = []
        for piece in [1, 1 << 20, 7, 2_500_000, 1 << 30] {
            taken += Self.take(piece, from: queue, pool)
            let count = queue.count
            #expect(count == 40 * 100_001 - taken.count)
        }
        #expect(taken == blocks.flatMap(\.self))
        for block in blocks { queue.append(block.span, from: pool) }
        queue.drain(into: pool)
        let isEmpty = queue.isEmpty
        #expect(isEmpty)
    }

    private static func take(
        _ count: Int, from queue: ByteQueue, _ pool: BufferPool
    ) -> [UInt8] {
        var taken: [UInt8] = []
        while taken.count < count, let waiting = unsafe queue.first {
            // Proof: the bytes are copied before they are removed, and no pointer is kept.
            let part = unsafe waiting.prefix(count - taken.count)
            unsafe taken.append(contentsOf: part)
            unsafe queue.removeFirst(part.count, into: pool)
        }
        return taken
    }
}
