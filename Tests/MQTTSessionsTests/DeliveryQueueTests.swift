import MQTTSessions
import SeededRandom
import Testing

@Suite struct DeliveryQueueTests {
    @Test func `messages leave in the order they came [MQTT-4.6.0-5]`() {
        let queue = QueueBench()
        for number in 0..<200 { queue.append(delivery(UInt8(number))) }
        #expect(queue.first?.mark == 0)
        let left = (0..<200).map { _ in queue.popFirst()?.mark }
        #expect(left == (0..<200).map { UInt8($0) })
        #expect(queue.first == nil)
    }

    @Test func `the bytes of all that waits are counted`() {
        let queue = QueueBench()
        queue.append(delivery(1, payloadBytes: 99))
        queue.append(delivery(2, payloadBytes: 199))
        #expect(queue.bytes == 300)
        _ = queue.popFirst()
        #expect(queue.bytes == 200)
        _ = queue.popFirst()
        #expect(queue.bytes == 0)
    }

    @Test func `removing some keeps the order and the count of the others`() {
        let queue = QueueBench()
        for number in 0..<10 { queue.append(delivery(UInt8(number), payloadBytes: 9)) }
        _ = queue.popFirst()
        queue.removeAll { ($0.mark ?? 0) % 3 == 0 }
        #expect(queue.all.map(\.mark) == [1, 2, 4, 5, 7, 8])
        #expect(queue.count == 6)
        #expect(queue.bytes == 60)
        queue.removeAll { _ in true }
        #expect(queue.isEmpty)
        #expect(queue.bytes == 0)
        queue.append(delivery(7))
        #expect(queue.first?.mark == 7)
    }

    @Test(arguments: 1...10)
    func `a random history agrees with an array`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let queue = QueueBench()
        var model: [UInt8] = []
        // Phases of growth and of shrinking, so that the storage is both filled and given back.
        for step in 0..<5_000 {
            let chance = step / 700 % 2 == 0 ? 70 : 30
            if Int.random(in: 0..<100, using: &random) < chance {
                let number = UInt8.random(in: 0...255, using: &random)
                queue.append(delivery(number))
                model.append(number)
            } else {
                let expected = model.isEmpty ? nil : model.removeFirst()
                let left = queue.popFirst()
                #expect(left?.mark == expected)
            }
            #expect(queue.count == model.count)
            #expect(queue.isEmpty == model.isEmpty)
        }
        #expect(queue.all.map(\.mark) == model)
        #expect(queue.bytes == 2 * model.count)
    }
}
