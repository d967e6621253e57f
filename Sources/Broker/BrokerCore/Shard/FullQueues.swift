import MQTTPackets
import MQTTTopics

/// Filters of sessions on other shards whose queues are full.
struct FullQueues: ~Copyable {
    private var filters: TopicIndex
    /// Which session is meant, and how many ask for the same filter.
    private var owners: [[UInt8]: [String]] = [:]
    private var hits: [SubscriptionHit] = []

    /// - Parameter seed: peers must not know it.
    init(seed: UInt64) { filters = TopicIndex(seed: seed) }

    /// Whether no queue is full.
    var isEmpty: Bool { owners.isEmpty }

    /// The session of that client is full.
    mutating func insert(_ clientID: String, _ filters: [[UInt8]]) {
        for filter in filters {
            owners[filter, default: []].append(clientID)
            _ = self.filters.insert(
                filter: filter.span, subscriber: .session(0), options: 0, identifier: 0)
        }
    }

    /// The session of that client has room again.
    mutating func remove(_ clientID: String, _ filters: [[UInt8]]) {
        for filter in filters {
            owners[filter]?.removeAll { $0.hasSameBytes(as: clientID) }
            if owners[filter]?.isEmpty == true {
                owners[filter] = nil
                _ = self.filters.remove(filter: filter.span, subscriber: .session(0))
            }
        }
    }

    /// A client whose full session wants the topic.
    mutating func clientID(wanting topic: Span<UInt8>) -> String? {
        if owners.isEmpty { return nil }
        hits.removeAll(keepingCapacity: true)
        filters.match(topic: topic, into: &hits)
        if hits.isEmpty { return nil }
        for (filter, clientIDs) in owners
        where TopicFilter.matches(filter: filter.span, topic: topic) {
            return clientIDs.first
        }
        return nil
    }
}
