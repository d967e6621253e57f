/// What the last topics matched, so that a topic that is published again and again is not walked
/// down the trie each time: of a bounded number of topics, of 24 bytes at most, with at most two
/// hits. Longer lists cost more than the walk to them.
///
/// Whatever changes a filter with wildcards makes all of it stale; a change to a filter without
/// them only the topic of that name.
struct MatchCache: Sendable {
    /// A topic lies in the place that its tag chooses, whoever was there before.
    private var places: [Place] = []
    /// Places with another generation are stale; no place has generation 0.
    private var generation: UInt32 = 1

    /// 64 bytes, a cache line.
    private struct Place {
        var tag: UInt32 = 0
        var generation: UInt32 = 0
        var topicCount: UInt8 = 0
        var hitCount: UInt8 = 0
        var topic = Words()
        var first = none
        var second = none

        private static let none = SubscriptionHit(
            subscriber: .session(0), options: 0, identifier: 0)
    }

    /// Up to 24 bytes, with zeros behind them.
    private struct Words: Equatable {
        var first: UInt64 = 0
        var second: UInt64 = 0
        var third: UInt64 = 0
    }

    private static let placeCount = 4_096
    private static let topicBytesMax = 24
    private static let hitsMax = 2

    var bytes: Int { places.capacity * MemoryLayout<Place>.stride }

    /// Appends what the topic with this tag matched last time; false when that is not known.
    @inline(__always)
    func append(
        _ topic: Span<UInt8>, tag: UInt32, to hits: inout [SubscriptionHit]
    ) -> Bool {
        if places.isEmpty || topic.count > Self.topicBytesMax { return false }
        let place = places[Self.index(of: tag)]
        if place.tag != tag || place.generation != generation
            || Int(place.topicCount) != topic.count || place.topic != Self.words(of: topic)
        {
            return false
        }
        if place.hitCount > 0 { hits.append(place.first) }
        if place.hitCount > 1 { hits.append(place.second) }
        return true
    }

    /// Remembers that the topic matched the hits from `start` on, if it has room for them.
    mutating func remember(
        _ topic: Span<UInt8>, tag: UInt32, _ hits: [SubscriptionHit], from start: Int
    ) {
        let count = hits.count - start
        if count > Self.hitsMax || topic.count > Self.topicBytesMax { return }
        if places.isEmpty { places = Array(repeating: Place(), count: Self.placeCount) }
        var place = Place()
        place.tag = tag
        place.generation = generation
        place.topicCount = UInt8(topic.count)
        place.hitCount = UInt8(count)
        place.topic = Self.words(of: topic)
        if count > 0 { place.first = hits[start] }
        if count > 1 { place.second = hits[start + 1] }
        places[Self.index(of: tag)] = place
    }

    /// A filter with wildcards changed.
    mutating func forgetAll() {
        if places.isEmpty { return }
        if generation == .max {
            places = []
            generation = 0
        }
        generation += 1
    }

    /// A filter without wildcards changed: it has that tag.
    mutating func forget(tag: UInt32) {
        if !places.isEmpty { places[Self.index(of: tag)].generation = 0 }
    }

    @inline(__always)
    private static func index(of tag: UInt32) -> Int { Int(tag) & (placeCount - 1) }

    @inline(__always)
    private static func words(of topic: Span<UInt8>) -> Words {
        Words(
            first: word(of: topic, at: 0), second: word(of: topic, at: 8),
            third: word(of: topic, at: 16))
    }

    /// Eight bytes from `start` on, zeros for those behind the end.
    @inline(__always)
    private static func word(of topic: Span<UInt8>, at start: Int) -> UInt64 {
        let rest = topic.count - start
        if rest <= 0 { return 0 }
        if topic.count < 8 {
            var word: UInt64 = 0
            for index in start..<topic.count { word = word << 8 | UInt64(topic[index]) }
            return word
        }
        let offset = min(start, topic.count - 8)
        // Proof: eight bytes lie behind `offset`, which is at most the count less eight.
        let word = unsafe topic.bytes.unsafeLoadUnaligned(
            fromByteOffset: offset, as: UInt64.self)
        return UInt64(littleEndian: word) &>> UInt64(8 &* (start &- offset))
    }
}
