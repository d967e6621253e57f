import MQTTSessions
import SeededRandom
import Testing

/// A queue whose middle is kept elsewhere.
@Suite struct PagedQueueTests {
    private func kept(_ number: Int) -> Delivery {
        var kept = delivery(UInt8(number % 251), payloadBytes: 9)
        kept.number = UInt64(number)
        return kept
    }

    @Test func `only a long queue leaves memory, and only what is durable`() {
        let queue = QueueBench()
        for number in 1...300 { queue.append(kept(number), mayBePaged: true) }
        #expect(queue.isWorthPaging)
        queue.pageOut { $0.number <= 200 }
        #expect(queue.pagedCount == 200 - queue.headCount)
        #expect(
            queue.firstPage(messagesMax: 2, bytesMax: .max) == [
                UInt64(queue.headCount) + 1, UInt64(queue.headCount) + 2,
            ])
        #expect(queue.count == 300)
        #expect(queue.bytes == 3_000)
        #expect(queue.all.count == 300 - queue.pagedCount)
    }

    private func paged(_ number: UInt64, deadline: UInt64? = nil) -> PagedMessage {
        PagedMessage(
            number: number, deadlineNanoseconds: deadline.map { $0 * 1_000_000_000 }, byteCount: 10)
    }

    @Test func `a page is bounded in messages and bytes, and holds one message at least`() {
        let queue = QueueBench()
        queue.restore((1...9).map { paged($0) })
        #expect(queue.firstPage(messagesMax: 4, bytesMax: .max) == [1, 2, 3, 4])
        #expect(queue.firstPage(messagesMax: 4, bytesMax: 29) == [1, 2])
        #expect(queue.firstPage(messagesMax: 4, bytesMax: 1) == [1])
    }

    @Test func `what expired out of memory goes, with its bytes`() {
        let queue = QueueBench()
        queue.restore([
            paged(1), paged(2, deadline: 7), paged(3, deadline: 9), paged(4, deadline: 8),
        ])
        var removed = queue.removePaged(expiredAtSecond: 6)
        #expect(removed == [])
        removed = queue.removePaged(expiredAtSecond: 8)
        #expect(removed == [2, 4])
        #expect(queue.pagedNumbers == [1, 3] && queue.bytes == 20)
        removed = queue.removePaged(expiredAtSecond: 9)
        #expect(removed == [3])
        #expect(queue.count == 1 && queue.bytes == 10)
    }

    @Test func `what cannot be read back leaves a gap and nothing else`() {
        let queue = QueueBench()
        queue.restore((1...3).map { paged($0) })
        #expect(queue.first == nil && !queue.isEmpty && queue.count == 3)
        queue.pageIn([kept(1), kept(3)], askedCount: 3)
        #expect(queue.popFirst()?.number == 1)
        #expect(queue.popFirst()?.number == 3)
        #expect(queue.isEmpty && queue.bytes == 0)
    }

    @Test(arguments: 1...10)
    func `a random history with pages agrees with an array`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let queue = QueueBench()
        var model: [UInt64] = []
        var stored: [UInt64: Delivery] = [:]
        var last = 0
        for step in 0..<20_000 {
            let chance = step / 3_000 % 2 == 0 ? 70 : 30
            if Int.random(in: 0..<100, using: &random) < chance {
                last += 1
                stored[UInt64(last)] = kept(last)
                queue.append(kept(last), mayBePaged: true)
                model.append(UInt64(last))
                let durable = UInt64(max(0, last - Int.random(in: 0...20, using: &random)))
                if queue.isWorthPaging { queue.pageOut { $0.number <= durable } }
            } else {
                if queue.first == nil, queue.pagedCount > 0 {
                    let numbers = queue.firstPage(
                        messagesMax: Int.random(in: 1...50, using: &random), bytesMax: .max)
                    queue.pageIn(
                        numbers.compactMap { stored[$0] }, askedCount: numbers.count)
                }
                let expected = model.isEmpty ? nil : model.removeFirst()
                #expect(queue.popFirst()?.number == expected)
            }
            #expect(queue.count == model.count)
            #expect(queue.bytes == 10 * model.count)
        }
        #expect(last > 6_000)
    }
}
