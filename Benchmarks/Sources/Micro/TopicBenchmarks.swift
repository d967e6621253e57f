import MQTTTopics
import SeededRandom

/// The topic index at several sizes: half of its filters exact, a quarter each with `+` and `#`.
var topics: [Benchmark] {
    [1_000, 10_000, 100_000, 1_000_000].flatMap { size in
        [
            Benchmark("topics/match exact/\(size)", operations: probes) {
                matching(IndexUnderTest(size), kind: 0)
            },
            Benchmark("topics/match +/\(size)", operations: probes) {
                matching(IndexUnderTest(size), kind: 2)
            },
            Benchmark("topics/match #/\(size)", operations: probes) {
                matching(IndexUnderTest(size), kind: 3)
            },
            Benchmark("topics/match none/\(size)", operations: probes) {
                matching(IndexUnderTest(size), kind: nil)
            },
            Benchmark("topics/remove and insert/\(size)", operations: probes) {
                let index = IndexUnderTest(size)
                let numbers = index.numbers(of: nil)
                return {
                    for number in numbers { index.replace(number) }
                }
            },
        ]
    }
}

private let probes = 1_000

private func matching(_ index: IndexUnderTest, kind: Int?) -> () -> Void {
    let numbers = index.numbers(of: kind)
    let topics = numbers.map { kind == nil ? Array("a/b/\($0)".utf8) : index.topic($0) }
    return {
        for place in topics.indices {
            let count = index.match(topics[place])
            precondition(count == (kind == nil ? 0 : 1), "each topic has its one subscriber")
        }
    }
}

/// An index with `size` filters, each of which has one subscriber and a topic that no other matches.
private final class IndexUnderTest {
    private var index = TopicIndex(seed: 7)
    private var hits: [SubscriptionHit] = []
    private let size: Int

    init(_ size: Int) {
        self.size = size
        for number in 0..<size { insert(number) }
        hits.reserveCapacity(64)
    }

    /// Scattered numbers of filters: of the exact ones (kind 0), of those with `+` (2) or `#` (3).
    func numbers(of kind: Int?) -> [Int] {
        var random = SeededGenerator(seed: 1)
        return (0..<probes).map { _ in
            Int.random(in: 0..<size / 4, using: &random) * 4
                + (kind ?? Int.random(in: 0..<4, using: &random))
        }
    }

    func topic(_ number: Int) -> [UInt8] {
        let level = number / 10 % 100
        return switch number % 4 {
        case 0, 1: Array("site/\(number / 1_000)/b\(level)/s\(number)/v".utf8)
        case 2: Array("site/\(number / 1_000)/b\(level)/p\(number)/v".utf8)
        default: Array("site/\(number / 1_000)/b\(level)/h\(number)/x/y".utf8)
        }
    }

    func match(_ topic: [UInt8]) -> Int {
        hits.removeAll(keepingCapacity: true)
        index.match(topic: topic.span, into: &hits)
        return hits.count
    }

    /// Takes a subscription out and puts it in again.
    func replace(_ number: Int) {
        let result = index.remove(
            filter: filter(number).span, subscriber: .session(UInt32(number)))
        precondition(result.existed, "every filter is there")
        insert(number)
    }

    private func insert(_ number: Int) {
        _ = index.insert(
            filter: filter(number).span, subscriber: .session(UInt32(number)), options: 0,
            identifier: 0)
    }

    private func filter(_ number: Int) -> [UInt8] {
        switch number % 4 {
        case 0, 1: topic(number)
        case 2: Array("site/\(number / 1_000)/+/p\(number)/v".utf8)
        default: Array("site/\(number / 1_000)/b\(number / 10 % 100)/h\(number)/#".utf8)
        }
    }
}
