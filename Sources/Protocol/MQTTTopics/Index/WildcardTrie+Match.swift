extension WildcardTrie {
    /// Appends the subscriptions of every filter that matches the topic.
    ///
    /// A walk with an explicit stack: the topic's depth costs no call depth, and levels beyond the
    /// deepest filter are never looked at.
    func match(
        topic: Span<UInt8>, pool: borrowing SubscriberPool, scratch: inout MatchScratch,
        into hits: inout [SubscriptionHit]
    ) {
        var steps = scratch.steps.mutableSpan
        let nodes = nodes.span
        // A leading wildcard does not match `$SYS/…` [MQTT-4.7.2-1].
        var mayUseWildcards = topic[0] != TopicLevel.dollar
        var knownLevelCount = 0
        var nextStart = 0
        var waiting = 0
        var number = LevelTable.root
        var depth = 0
        while true {
            let node = nodes[Int(number)]
            // `sport/#` matches `sport` too (MQTT 5 section 4.7.1.2).
            if mayUseWildcards, !node.below.isEmpty { pool.appendAny(node.below, to: &hits) }
            var next = LevelTable.root
            if depth == knownLevelCount, nextStart > topic.count {
                if !node.here.isEmpty { pool.appendAny(node.here, to: &hits) }
            } else {
                if depth == knownLevelCount {
                    let level = TopicLevel(in: topic, from: nextStart, hash: levels.hash)
                    steps[depth].level = level
                    nextStart = level.end + 1
                    knownLevelCount += 1
                }
                if mayUseWildcards { next = node.singleLevelChild }
                if node.namedChildCount > 0 {
                    let named = levels.child(of: number, steps[depth].level, in: topic)
                    if named != LevelTable.root {
                        if next != LevelTable.root {
                            steps[waiting].node = next
                            steps[waiting].depth = UInt32(truncatingIfNeeded: depth + 1)
                            waiting += 1
                        }
                        next = named
                    }
                }
            }
            mayUseWildcards = true
            if next != LevelTable.root {
                number = next
                depth += 1
                continue
            }
            if waiting == 0 { return }
            waiting -= 1
            number = steps[waiting].node
            depth = Int(steps[waiting].depth)
        }
    }
}
