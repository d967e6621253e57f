extension WildcardTrie {
    /// Appends the subscriptions of every filter that matches the topic.
    ///
    /// A walk with an explicit stack: the topic's depth costs no call depth, and levels beyond the
    /// deepest filter are never looked at.
    func match(
        topic: Span<UInt8>, pool: borrowing SubscriberPool,
        visits visitStorage: inout [MatchScratch.Visit],
        levels levelStorage: inout [MatchScratch.Level], into hits: inout [SubscriptionHit]
    ) {
        // Spans, because an array asks at each write whether it is the only owner.
        var visits = visitStorage.mutableSpan
        var levels = levelStorage.mutableSpan
        let isDollarTopic = topic[0] == TopicLevel.dollar
        var knownLevelCount = 0
        var nextStart = 0
        visits[0] = MatchScratch.Visit(node: 0, depth: 0)
        var waiting = 1
        while waiting > 0 {
            waiting -= 1
            let visit = visits[waiting]
            let node = nodes[Int(visit.node)]
            let depth = Int(visit.depth)
            // A leading wildcard does not match `$SYS/…` [MQTT-4.7.2-1].
            let mayUseWildcards = depth > 0 || !isDollarTopic
            // `sport/#` matches `sport` too (MQTT 5 section 4.7.1.2).
            if mayUseWildcards { pool.append(node.below, to: &hits) }
            if depth == knownLevelCount {
                if nextStart > topic.count {
                    pool.append(node.here, to: &hits)
                    continue
                }
                let end = TopicLevel.end(in: topic, from: nextStart)
                levels[depth] = MatchScratch.Level(start: nextStart, end: end, hash: nil)
                nextStart = end + 1
                knownLevelCount += 1
            }
            if mayUseWildcards && node.singleLevelChild != Node.none {
                visits[waiting] = MatchScratch.Visit(
                    node: node.singleLevelChild, depth: visit.depth + 1)
                waiting += 1
            }
            if node.namedChildCount == 0 { continue }
            let level = levels[depth]
            let name = topic.extracting(level.start..<level.end)
            let levelHash = level.hash ?? hash.hash(name)
            levels[depth].hash = levelHash
            if let child = namedChild(of: visit.node, name, hash: levelHash) {
                visits[waiting] = MatchScratch.Visit(node: child, depth: visit.depth + 1)
                waiting += 1
            }
        }
    }
}
