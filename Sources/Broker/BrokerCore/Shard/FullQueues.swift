import MQTTPackets
import MQTTTopics

/// Sessions whose queues are full: those of this shard, and the filters of those on others.
final class FullQueues {
    /// Places of this shard's.
    private(set) var here: Set<UInt32> = []
    /// Of `here` and `owners`: every publication asks whether it is 0.
    private var count = 0
    private let filters: UniquePlace<TopicIndex>
    /// Which session is meant, and how many ask for the same filter.
    private var owners: [[UInt8]: [String]] = [:]
    private var hits: [SubscriptionHit] = []

    /// - Parameter seed: peers must not know it.
    init(seed: UInt64) { filters = UniquePlace(TopicIndex(seed: seed)) }

    /// Whether no queue is full.
    var isEmpty: Bool { count == 0 }

    /// Whether one on another shard is full.
    var hasAnyElsewhere: Bool { !owners.isEmpty }

    /// The session in that place of this shard is full.
    func insert(here slot: UInt32) {
        here.insert(slot)
        recount()
    }

    /// The session in that place of this shard has room again.
    func remove(here slot: UInt32) {
        here.remove(slot)
        recount()
    }

    private func recount() { count = here.count + owners.count }

    /// The session of that client is full.
    func insert(_ clientID: String, _ filters: [[UInt8]]) {
        for filter in filters {
            owners[filter, default: []].append(clientID)
            _ = self.filters.value.insert(
                filter: filter.span, subscriber: .session(0), options: 0, identifier: 0)
        }
        recount()
    }

    /// The session of that client has room again.
    func remove(_ clientID: String, _ filters: [[UInt8]]) {
        for filter in filters {
            owners[filter]?.removeAll { $0.hasSameBytes(as: clientID) }
            if owners[filter]?.isEmpty == true {
                owners[filter] = nil
                _ = self.filters.value.remove(filter: filter.span, subscriber: .session(0))
            }
        }
        recount()
    }

    /// A client whose full session wants the topic.
    func clientID(wanting topic: Span<UInt8>) -> String? {
        if owners.isEmpty { return nil }
        var hits: [SubscriptionHit] = []
        swap(&hits, &self.hits)
        defer { swap(&hits, &self.hits) }
        hits.removeAll(keepingCapacity: true)
        filters.value.match(topic: topic, into: &hits)
        if hits.isEmpty { return nil }
        for (filter, clientIDs) in owners
        where TopicFilter.matches(filter: filter.span, topic: topic) {
            return clientIDs.first
        }
        return nil
    }
}
