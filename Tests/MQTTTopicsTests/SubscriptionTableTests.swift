import MQTTTopics
import SeededRandom
import Testing

@Suite struct SubscriptionTableTests {
    private typealias Subscription = SubscriptionTable.Subscription

    @Test(arguments: 1...8)
    func `churn leaves the table equal to a dictionary`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var table = TopicIndex(seed: seed).makeSubscriptions()
        var naive: [[UInt8]: Subscription] = [:]
        let filters = (0..<400).map { _ in RandomTopics.filter(&random) }
        for step in 0..<8_000 {
            let filter = filters[Int.random(in: 0..<filters.count, using: &random)]
            // Waves, so that the table passes from few to many and back to none.
            let isGrowing = step / 1_000 % 2 == 0
            if Int.random(in: 0..<10, using: &random) < (isGrowing ? 7 : 1) {
                let subscription = Subscription(
                    options: UInt8(step % 3), identifier: UInt32(step))
                table.set(filter.span, subscription)
                naive[filter] = subscription
            } else {
                let wasThere = table.remove(filter.span)
                #expect(wasThere == (naive.removeValue(forKey: filter) != nil))
            }
            #expect(table.count == naive.count)
            let found = table.subscription(of: filter.span)
            #expect(found == naive[filter])
            if step % 100 == 0 { #expect(all(table) == naive) }
        }
    }

    @Test func `the last one that is removed leaves no memory behind`() {
        var table = TopicIndex(seed: 1).makeSubscriptions()
        let bytesBefore = table.bytes
        for number in 0..<5_000 {
            table.set(filter(number).span, Subscription(options: 1, identifier: 0))
        }
        for number in 0..<5_000 {
            let wasThere = table.remove(filter(number).span)
            #expect(wasThere)
        }
        #expect(table.isEmpty)
        #expect(table.bytes == bytesBefore)
    }

    @Test func `100,000 filters of 20 bytes take less than 70 bytes each`() {
        var table = TopicIndex(seed: 1).makeSubscriptions()
        for number in 0..<100_000 {
            table.set(filter(number).span, Subscription(options: 1, identifier: 0))
        }
        #expect(table.bytes < 70 * 100_000)
    }

    @Test func `memory does not grow with churn`() {
        var table = TopicIndex(seed: 1).makeSubscriptions()
        var bytesAfterFirstRound = 0
        table.set(filter(-1).span, Subscription(options: 1, identifier: 0))
        for round in 0..<20 {
            for number in 0..<2_000 {
                table.set(
                    filter(round * 2_000 + number).span, Subscription(options: 1, identifier: 0))
            }
            for number in 0..<2_000 { _ = table.remove(filter(round * 2_000 + number).span) }
            if round == 0 { bytesAfterFirstRound = table.bytes }
        }
        #expect(table.count == 1)
        #expect(table.bytes <= bytesAfterFirstRound * 2)
    }

    @Test func `filters are told by what was granted`() {
        var table = TopicIndex(seed: 1).makeSubscriptions()
        for number in 0..<20 {
            table.set(
                filter(number).span, Subscription(options: UInt8(number % 2), identifier: 0))
        }
        let expected = Set((0..<20).filter { $0 % 2 == 1 }.map(filter))
        #expect(Set(table.filters { $0.options == 1 }) == expected)
    }

    private func filter(_ number: Int) -> [UInt8] { Array("sensor/room/n\(number)/+".utf8) }

    private func all(_ table: SubscriptionTable) -> [[UInt8]: Subscription] {
        var found: [[UInt8]: Subscription] = [:]
        var position = 0
        while let entry = table.next(&position) {
            let previous = found.updateValue(
                entry.subscription, forKey: Array(table.names[entry.name]))
            #expect(previous == nil)
        }
        return found
    }
}
