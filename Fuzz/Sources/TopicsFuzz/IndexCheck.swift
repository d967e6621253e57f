import FuzzInput
import MQTTTopics

/// A topic index beside a list of the same subscriptions.
struct IndexCheck: ~Copyable {
    private var index: TopicIndex
    private var naive = NaiveIndex()
    private var hits: [SubscriptionHit] = []

    init(seed: UInt64) { index = TopicIndex(seed: seed) }

    mutating func step(_ input: inout FuzzInput) {
        switch input.number(below: 4) {
        case 0, 1: insert(&input)
        case 2: remove(&input)
        default: match(&input)
        }
    }

    /// Takes every subscription out again.
    mutating func finish() {
        for (filter, subscribers) in naive.filters {
            for subscriber in subscribers.keys { remove(filter, subscriber) }
        }
        precondition(index.count == 0 && index.filterCount == 0, "an index can become empty")
    }

    private mutating func insert(_ input: inout FuzzInput) {
        let subscriber = subscriber(&input)
        let options = input.byte() & 0x0F
        let identifier = UInt32(input.byte())
        guard let filter = TopicWords.filter(&input) else { return }
        let result = index.insert(
            filter: filter.span, subscriber: subscriber, options: options, identifier: identifier)
        let expected = naive.insert(
            filter,
            SubscriptionHit(subscriber: subscriber, options: options, identifier: identifier))
        precondition(
            result.isNewForSubscriber == expected.isNew
                && result.isFirstForFilter == expected.isFirst,
            "an insertion says what it changed")
        checkCounts()
    }

    private mutating func remove(_ input: inout FuzzInput) {
        let subscriber = subscriber(&input)
        guard let filter = TopicWords.filter(&input) else { return }
        remove(filter, subscriber)
    }

    private mutating func remove(_ filter: [UInt8], _ subscriber: Subscriber) {
        let result = index.remove(filter: filter.span, subscriber: subscriber)
        let expected = naive.remove(filter, subscriber)
        precondition(
            result.existed == expected.existed && result.wasLastForFilter == expected.isLast,
            "a removal says what it changed")
        checkCounts()
    }

    private mutating func match(_ input: inout FuzzInput) {
        guard let topic = TopicWords.name(&input) else { return }
        for filter in naive.filters.keys { _ = TopicWords.matches(filter: filter, topic: topic) }
        hits.removeAll(keepingCapacity: true)
        index.match(topic: topic.span, into: &hits)
        precondition(hits.sorted() == naive.match(topic), "the index finds what the list finds")
    }

    private func checkCounts() {
        precondition(index.count == naive.count, "every subscription is counted once")
        precondition(index.filterCount == naive.filters.count, "every filter is counted once")
    }

    private func subscriber(_ input: inout FuzzInput) -> Subscriber {
        let number = UInt32(input.byte())
        return number & 0x40 == 0 ? .session(number & 0x3F) : .shard(number & 0x03)
    }
}
