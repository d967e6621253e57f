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
        let levelCount = readLevels(of: topic, into: &steps)
        let nodes = nodes.span
        // A leading wildcard does not match `$SYS/…` [MQTT-4.7.2-1].
        var mayUseWildcards = topic[0] != TopicLevel.dollar
        var waiting = 0
        var number = LevelTable.root
        var depth = 0
        while true {
            let node = nodes[Int(number)]
            // `sport/#` matches `sport` too (MQTT 5 section 4.7.1.2).
            if node.hasBelow, mayUseWildcards { pool.appendAny(node.below, to: &hits) }
            var next = LevelTable.root
            if depth == levelCount {
                if node.hasHere { pool.appendAny(node.here, to: &hits) }
            } else {
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

    /// Reads the topic's levels, but no more than one beyond the deepest filter; how many. So a
    /// node of that depth stands for the whole topic.
    @inline(__always)
    private func readLevels(
        of topic: Span<UInt8>, into steps: inout MutableSpan<MatchScratch.Step>
    ) -> Int {
        var count = 0
        var start = 0
        while start <= topic.count, count <= depthMax {
            let level = TopicLevel(in: topic, from: start, hash: levels.hash)
            steps[count].level = level
            start = level.end + 1
            count += 1
        }
        return count
    }
}
