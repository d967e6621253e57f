extension WildcardTrie {
    /// Appends the subscriptions of every filter that matches the topic.
    ///
    /// A walk with an explicit stack: the topic's depth costs no call depth, and levels beyond the
    /// deepest filter are never looked at.
    mutating func match(
        topic: Span<UInt8>, pool: borrowing SubscriberPool, into hits: inout [SubscriptionHit]
    ) {
        let isDollarTopic = topic[0] == TopicLevel.dollar
        var knownLevelCount = 0
        var nextStart = 0
        visits[0] = Visit(node: 0, depth: 0)
        var waiting = 1
        while waiting > 0 {
            waiting -= 1
            let visit = visits[waiting]
            let node = nodes[Int(visit.node)]
            let depth = Int(visit.depth)
            // A leading wildcard does not match `$SYS/…` [MQTT-4.7.2-1].
            let mayUseWildcards = depth > 0 || !isDollarTopic
            // `sport/#` matches `sport` too [MQTT-4.7.1-2].
            if mayUseWildcards { pool.append(node.below, to: &hits) }
            if depth == knownLevelCount {
                if nextStart > topic.count {
                    pool.append(node.here, to: &hits)
                    continue
                }
                let end = TopicLevel.end(in: topic, from: nextStart)
                levels[depth] = Level(start: nextStart, end: end, hash: nil)
                nextStart = end + 1
                knownLevelCount += 1
            }
            if mayUseWildcards && node.singleLevelChild != Node.none {
                visits[waiting] = Visit(node: node.singleLevelChild, depth: visit.depth + 1)
                waiting += 1
            }
            if node.namedChildCount > 0,
                let child = namedChild(of: visit.node, topic, levelAt: depth)
            {
                visits[waiting] = Visit(node: child, depth: visit.depth + 1)
                waiting += 1
            }
        }
    }

    @inline(__always)
    private mutating func namedChild(
        of parent: UInt32, _ topic: Span<UInt8>, levelAt depth: Int
    ) -> UInt32? {
        let level = levels[depth]
        let name = topic.extracting(level.start..<level.end)
        if let known = level.hash { return namedChild(of: parent, name, hash: known) }
        let computed = hash.hash(name)
        levels[depth].hash = computed
        return namedChild(of: parent, name, hash: computed)
    }
}
