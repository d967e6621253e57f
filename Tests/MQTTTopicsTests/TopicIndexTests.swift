import MQTTTopics
import SeededRandom
import Testing

@Suite struct TopicIndexTests {
    @Test(arguments: 1...10)
    func `churn leaves the index equal to a naive one`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var index = TopicIndex(seed: seed)
        var naive = NaiveIndex()
        let filters = (0..<120).map { _ in RandomTopics.filter(&random) }
        for step in 0..<6_000 {
            let filter = filters[Int.random(in: 0..<filters.count, using: &random)]
            let number = UInt32.random(in: 0..<60, using: &random)
            let subscriber: Subscriber =
                number < 6 ? .shard(number) : number < 12 ? .group(number) : .session(number)
            // Waves of growth and decline, so that lists pass every size both ways.
            let isGrowing = step / 1_500 % 2 == 0
            if Int.random(in: 0..<10, using: &random) < (isGrowing ? 8 : 2) {
                let hit = SubscriptionHit(
                    subscriber: subscriber, options: UInt8.random(in: 0..<3, using: &random),
                    identifier: UInt32(step))
                let result = index.insert(
                    filter: filter.span, subscriber: subscriber, options: hit.options,
                    identifier: hit.identifier)
                let expected = naive.insert(filter, hit)
                #expect(result.isNewForSubscriber == expected.isNew)
                #expect(result.isFirstForFilter == expected.isFirst)
            } else {
                let result = index.remove(filter: filter.span, subscriber: subscriber)
                let expected = naive.remove(filter, subscriber)
                #expect(result.existed == expected.existed)
                #expect(result.wasLastForFilter == expected.isLast)
            }
            if step % 20 == 0 {
                let topic = RandomTopics.topic(&random)
                #expect(match(&index, topic).sorted() == naive.match(topic))
                #expect(index.count == naive.count)
                #expect(index.filterCount == naive.filters.count)
            }
        }
    }

    @Test func `random topics match what the reference says`() {
        var random = SeededGenerator(seed: 2026)
        var index = TopicIndex(seed: 7)
        var naive = NaiveIndex()
        for number in 0..<600 {
            let filter = RandomTopics.filter(&random)
            let hit = SubscriptionHit(
                subscriber: .session(UInt32(number)), options: 1, identifier: 0)
            _ = index.insert(
                filter: filter.span, subscriber: hit.subscriber, options: 1, identifier: 0)
            _ = naive.insert(filter, hit)
        }
        for _ in 0..<2_000 {
            let topic = RandomTopics.topic(&random)
            #expect(match(&index, topic).sorted() == naive.match(topic))
        }
    }

    @Test(arguments: 1...6)
    func `what a topic matched before does not outlast a change`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var index = TopicIndex(seed: seed)
        var naive = NaiveIndex()
        // Few topics of every length about the longest that is remembered, and always a wildcard.
        let topics = ["a", "a/b", "1234567", "12345678", "room/1/temperature/cellar"].flatMap {
            topic in (0..<4).map { Array((topic.dropLast($0) + "x").utf8) }
        }
        let filters = topics + ["#", "+", "+/+", "room/#", "+/1/+/+"].map { Array($0.utf8) }
        let everything = Array("#".utf8)
        let watcher = SubscriptionHit(subscriber: .session(99), options: 0, identifier: 0)
        subscribe(&index, "#", watcher.subscriber)
        _ = naive.insert(everything, watcher)
        for step in 0..<4_000 {
            let topic = topics[Int.random(in: 0..<topics.count, using: &random)]
            #expect(match(&index, topic).sorted() == naive.match(topic))
            if step % 4 > 0 { continue }
            let filter = filters[Int.random(in: 0..<filters.count, using: &random)]
            let hit = SubscriptionHit(
                subscriber: .session(UInt32.random(in: 0..<3, using: &random)),
                options: UInt8(step / 4 % 3), identifier: UInt32(step))
            if Bool.random(using: &random) {
                _ = index.insert(
                    filter: filter.span, subscriber: hit.subscriber, options: hit.options,
                    identifier: hit.identifier)
                _ = naive.insert(filter, hit)
            } else {
                _ = index.remove(filter: filter.span, subscriber: hit.subscriber)
                _ = naive.remove(filter, hit.subscriber)
            }
        }
    }

    @Test func `remembered topics take a bounded space`() {
        var index = TopicIndex(seed: 1)
        subscribe(&index, "+/x", .session(1))
        _ = subscribers(&index, "first")
        let bytes = index.bytes
        for number in 0..<20_000 { _ = subscribers(&index, "topic/\(number)") }
        #expect(index.bytes == bytes)
        #expect(bytes < 1 << 19)
    }

    @Test func `a leading wildcard does not match a topic that starts with $ [MQTT-4.7.2-1]`() {
        var index = TopicIndex(seed: 1)
        subscribe(&index, "#", .session(1))
        subscribe(&index, "+/a", .session(2))
        subscribe(&index, "$SYS/#", .session(3))
        subscribe(&index, "$SYS/+", .session(4))
        #expect(subscribers(&index, "$SYS/a") == [3, 4])
        #expect(subscribers(&index, "SYS/a") == [1, 2])
    }

    @Test func `a number sign matches the parent level too`() {
        var index = TopicIndex(seed: 1)
        subscribe(&index, "sport/#", .session(1))
        #expect(subscribers(&index, "sport") == [1])
        #expect(subscribers(&index, "sport/") == [1])
        #expect(subscribers(&index, "sports") == [])
    }

    @Test func `empty levels are levels`() {
        var index = TopicIndex(seed: 1)
        subscribe(&index, "/+", .session(1))
        subscribe(&index, "+/+", .session(2))
        subscribe(&index, "+", .session(3))
        subscribe(&index, "//", .session(4))
        #expect(subscribers(&index, "/a") == [1, 2])
        #expect(subscribers(&index, "/") == [1, 2])
        #expect(subscribers(&index, "//") == [4])
        #expect(subscribers(&index, "") == [])
    }

    @Test func `the same subscriber again replaces options and identifier [MQTT-3.8.4-3]`() {
        var index = TopicIndex(seed: 1)
        for filter in ["a/b", "a/+"] {
            let bytes = Array(filter.utf8)
            _ = index.insert(filter: bytes.span, subscriber: .session(9), options: 0, identifier: 3)
            let again = index.insert(
                filter: bytes.span, subscriber: .session(9), options: 2, identifier: 4)
            #expect(!again.isNewForSubscriber)
            #expect(!again.isFirstForFilter)
        }
        let expected = SubscriptionHit(subscriber: .session(9), options: 2, identifier: 4)
        #expect(index.count == 2)
        #expect(match(&index, Array("a/b".utf8)) == [expected, expected])
    }

    @Test(arguments: ["exact/filter", "wildcard/+", "wildcard/#"])
    func `only sessions count as a filter's first and last`(filter: String) {
        var index = TopicIndex(seed: 1)
        #expect(!subscribe(&index, filter, .shard(0)).isFirstForFilter)
        #expect(subscribe(&index, filter, .session(0)).isFirstForFilter)
        #expect(!subscribe(&index, filter, .session(1)).isFirstForFilter)
        #expect(!subscribe(&index, filter, .shard(1)).isFirstForFilter)
        #expect(!unsubscribe(&index, filter, .session(0)).wasLastForFilter)
        #expect(!unsubscribe(&index, filter, .shard(0)).wasLastForFilter)
        #expect(!unsubscribe(&index, filter, .session(0)).existed)
        #expect(unsubscribe(&index, filter, .session(1)).wasLastForFilter)
        #expect(subscribe(&index, filter, .session(1)).isFirstForFilter)
        #expect(!subscribe(&index, filter, .group(1)).isFirstForFilter)
        #expect(unsubscribe(&index, filter, .session(1)).wasLastForFilter)
        #expect(subscribe(&index, filter, .session(1)).isFirstForFilter)
        #expect(!unsubscribe(&index, filter, .group(1)).wasLastForFilter)
        #expect(index.count == 2)
    }

    @Test(arguments: [0, 5, 1 << 30 - 1] as [UInt32])
    func `a session, a shard and a group of the same number are three subscribers`(number: UInt32) {
        let session = Subscriber.session(number)
        let shard = Subscriber.shard(number)
        let group = Subscriber.group(number)
        #expect(Set([session, shard, group]).count == 3)
        #expect([session, shard, group].map(\.isSession) == [true, false, false])
        #expect([session, shard, group].map(\.isShard) == [false, true, false])
        #expect([session, shard, group].map(\.isGroup) == [false, false, true])
        #expect([session, shard, group].map(\.number) == [number, number, number])
    }

    @Test func `a session slot may be anything below the high bit`() {
        let session = Subscriber.session(1 << 31 - 1)
        #expect(session.isSession && !session.isShard && !session.isGroup)
        #expect(session.number == 1 << 31 - 1)
    }

    @Test func `a hit takes twelve bytes`() {
        #expect(MemoryLayout<SubscriptionHit>.stride == 12)
    }

    @Test(arguments: ["fan/out", "fan/+", "fan/#"])
    func `a filter with 100,000 subscribers gives each of them back`(filter: String) {
        var index = TopicIndex(seed: 1)
        for number in 0..<100_000 { subscribe(&index, filter, .session(UInt32(number))) }
        #expect(subscribers(&index, "fan/out").count == 100_000)
        for number in 0..<100_000 where number % 1_000 != 0 {
            #expect(unsubscribe(&index, filter, .session(UInt32(number))).existed)
        }
        let expected = (0..<100).map { UInt32($0 * 1_000) }
        #expect(subscribers(&index, "fan/out") == expected)
    }

    @Test func `a topic of 65,535 bytes is matched`() {
        var index = TopicIndex(seed: 1)
        let topic = [UInt8](repeating: 0x61, count: 65_535)
        _ = index.insert(filter: topic.span, subscriber: .session(1), options: 0, identifier: 0)
        subscribe(&index, "+", .session(2))
        subscribe(&index, "#", .session(3))
        #expect(match(&index, topic).count == 3)
    }

    @Test func `filters and topics of 60,000 levels need no call depth`() {
        var index = TopicIndex(seed: 1)
        let topic = Array(repeating: "a", count: 30_000).joined(separator: "/")
        let bare = String(repeating: "/", count: 60_000)
        let wild = Array(repeating: "+", count: 30_000).joined(separator: "/")
        subscribe(&index, topic, .session(1))
        subscribe(&index, wild, .session(2))
        subscribe(&index, topic + "/#", .session(3))
        subscribe(&index, bare + "#", .session(4))
        subscribe(&index, bare, .session(5))
        #expect(subscribers(&index, topic) == [1, 2, 3])
        #expect(subscribers(&index, bare) == [4, 5])
        #expect(subscribers(&index, topic + "/a") == [3])
        for (filter, number) in [(topic, 1), (wild, 2), (topic + "/#", 3), (bare + "#", 4)] {
            #expect(unsubscribe(&index, filter, .session(UInt32(number))).existed)
        }
        #expect(index.filterCount == 1)
    }

    @Test(arguments: ["", "/+", "/#"])
    func `memory does not grow with churn`(suffix: String) {
        var index = TopicIndex(seed: 1)
        var bytesAfterFirstRound = 0
        for round in 0..<20 {
            for number in 0..<2_000 {
                subscribe(&index, "round/\(round)/sensor \(number)\(suffix)", .session(1))
            }
            for number in 0..<2_000 {
                unsubscribe(&index, "round/\(round)/sensor \(number)\(suffix)", .session(1))
            }
            if round == 0 { bytesAfterFirstRound = index.bytes }
        }
        #expect(index.count == 0)
        #expect(index.bytes <= bytesAfterFirstRound * 2)
    }

    @Test func `memory does not grow when subscribers of one filter come and go`() {
        var index = TopicIndex(seed: 1)
        var bytesAfterFirstRound = 0
        for round in 0..<50 {
            for number in 0..<500 { subscribe(&index, "a", .session(UInt32(number + round))) }
            for number in 0..<500 { unsubscribe(&index, "a", .session(UInt32(number + round))) }
            if round == 0 { bytesAfterFirstRound = index.bytes }
        }
        #expect(index.bytes <= bytesAfterFirstRound * 2)
    }

    @discardableResult
    private func subscribe(
        _ index: inout TopicIndex, _ filter: String, _ subscriber: Subscriber
    ) -> TopicIndex.InsertResult {
        let bytes = Array(filter.utf8)
        return index.insert(filter: bytes.span, subscriber: subscriber, options: 0, identifier: 0)
    }

    @discardableResult
    private func unsubscribe(
        _ index: inout TopicIndex, _ filter: String, _ subscriber: Subscriber
    ) -> TopicIndex.RemoveResult {
        let bytes = Array(filter.utf8)
        return index.remove(filter: bytes.span, subscriber: subscriber)
    }

    private func match(_ index: inout TopicIndex, _ topic: [UInt8]) -> [SubscriptionHit] {
        var hits: [SubscriptionHit] = []
        index.match(topic: topic.span, into: &hits)
        return hits
    }

    private func subscribers(_ index: inout TopicIndex, _ topic: String) -> [UInt32] {
        match(&index, Array(topic.utf8)).map(\.subscriber.number).sorted()
    }
}
