import MQTTPackets
import MQTTTopics

/// The index as anyone would write it first: a list that is searched from end to end.
struct NaiveIndex {
    private(set) var filters: [[UInt8]: [Subscriber: SubscriptionHit]] = [:]

    var count: Int { filters.values.reduce(0) { $0 + $1.count } }

    mutating func insert(_ filter: [UInt8], _ hit: SubscriptionHit) -> (isNew: Bool, isFirst: Bool)
    {
        let hadSession = hasSession(filter)
        let previous = filters[filter, default: [:]].updateValue(hit, forKey: hit.subscriber)
        let isNew = previous == nil
        return (isNew, isNew && !hadSession && hit.subscriber.isSession)
    }

    mutating func remove(_ filter: [UInt8], _ subscriber: Subscriber) -> (
        existed: Bool, isLast: Bool
    ) {
        let existed = filters[filter]?.removeValue(forKey: subscriber) != nil
        if filters[filter]?.isEmpty == true { filters[filter] = nil }
        return (existed, existed && subscriber.isSession && !hasSession(filter))
    }

    func match(_ topic: [UInt8]) -> [SubscriptionHit] {
        var hits: [SubscriptionHit] = []
        for (filter, subscribers) in filters
        where TopicFilter.matches(filter: filter.span, topic: topic.span) {
            hits += subscribers.values
        }
        return hits.sorted()
    }

    private func hasSession(_ filter: [UInt8]) -> Bool {
        filters[filter]?.keys.contains { $0.isSession } ?? false
    }
}

extension [SubscriptionHit] {
    /// In an order that does not depend on how they were found.
    func sorted() -> [SubscriptionHit] {
        sorted {
            ($0.subscriber.rawValue, $0.identifier, $0.options)
                < ($1.subscriber.rawValue, $1.identifier, $1.options)
        }
    }
}
