import MQTTPackets

/// Who wants which topics: the subscriptions of one shard.
///
/// Filters without wildcards lie in a flat hash, the others in a trie. It has one owner and cannot
/// be copied, because a copy of a million subscriptions would never be meant.
package struct TopicIndex: ~Copyable, Sendable {
    private var exact = ExactFilters()
    private var wildcards: WildcardTrie
    private var pool = SubscriberPool()
    private var scratch = MatchScratch()
    /// Of use only while there are filters with wildcards: the others are found by one probe.
    private var cache = MatchCache()
    private let hash: SeededHash
    /// How many subscriptions there are: pairs of filter and subscriber.
    package private(set) var count = 0

    /// What an insertion changed.
    package struct InsertResult: Hashable, Sendable {
        /// False when the subscriber had this filter already; its options are replaced.
        package let isNewForSubscriber: Bool
        /// Whether the filter had no session before; then other shards must hear of the interest.
        package let isFirstForFilter: Bool
    }

    /// What a removal changed.
    package struct RemoveResult: Hashable, Sendable {
        /// Whether there was such a subscription.
        package let existed: Bool
        /// Whether the filter's last session went; then other shards must forget the interest.
        package let wasLastForFilter: Bool

        static let absent = RemoveResult(existed: false, wasLastForFilter: false)
    }

    /// An empty index.
    /// - Parameter seed: from a random source that peers cannot observe.
    package init(seed: UInt64) {
        hash = SeededHash(seed: seed)
        wildcards = WildcardTrie(hash: hash)
    }

    /// An empty table for a session's subscriptions, with this index's seed.
    package func makeSubscriptions() -> SubscriptionTable { SubscriptionTable(hash: hash) }

    /// How many different filters there are.
    package var filterCount: Int { exact.count + wildcards.count }

    /// Whether any filter has a wildcard: only then can one topic match several filters.
    @inline(__always)
    package var hasWildcards: Bool { wildcards.count > 0 }

    /// Roughly the memory held, in bytes.
    package var bytes: Int {
        exact.bytes + wildcards.bytes + pool.bytes + scratch.bytes + cache.bytes
    }

    /// Adds a subscription, or replaces the options and identifier of the same one
    /// `[MQTT-3.8.4-3]`. The filter must be legal, see ``TopicFilter``.
    package mutating func insert(
        filter: Span<UInt8>, subscriber: Subscriber, options: UInt8, identifier: UInt32
    ) -> InsertResult {
        let hit = SubscriptionHit(
            subscriber: subscriber, options: options, identifier: identifier)
        let result: InsertResult
        if TopicFilter.isWildcard(filter) {
            cache.forgetAll()
            result = wildcards.insert(filter, hit, pool: &pool)
        } else {
            let tag = hash.tag(of: filter)
            cache.forget(tag: tag)
            result = exact.insert(filter, tag: tag, hit, pool: &pool)
        }
        if result.isNewForSubscriber { count += 1 }
        scratch.reserve(depth: wildcards.depthMax)
        return result
    }

    /// Removes a subscription.
    package mutating func remove(filter: Span<UInt8>, subscriber: Subscriber) -> RemoveResult {
        let result: RemoveResult
        if TopicFilter.isWildcard(filter) {
            cache.forgetAll()
            result = wildcards.remove(filter, subscriber, pool: &pool)
        } else {
            let tag = hash.tag(of: filter)
            cache.forget(tag: tag)
            result = exact.remove(filter, tag: tag, subscriber, pool: &pool)
        }
        if result.existed { count -= 1 }
        return result
    }

    /// Appends every subscription that the topic matches; a subscriber with overlapping filters
    /// appears once for each, and the caller merges.
    ///
    /// It changes only its own scratch space and cache, and allocates only where `hits` grows and
    /// when it first remembers a topic.
    package mutating func match(topic: Span<UInt8>, into hits: inout [SubscriptionHit]) {
        if topic.isEmpty { return }  // no legal topic name is empty [MQTT-4.7.3-1]
        let tag = hash.tag(of: topic)
        if wildcards.count == 0 {
            if exact.count > 0 { exact.match(topic: topic, tag: tag, pool: pool, into: &hits) }
            return
        }
        if cache.append(topic, tag: tag, to: &hits) { return }
        let start = hits.count
        if exact.count > 0 { exact.match(topic: topic, tag: tag, pool: pool, into: &hits) }
        wildcards.match(topic: topic, pool: pool, scratch: &scratch, into: &hits)
        cache.remember(topic, tag: tag, hits, from: start)
    }
}
