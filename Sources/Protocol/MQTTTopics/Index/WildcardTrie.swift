/// The filters with wildcards: a trie whose nodes are numbers, and one table for all its edges.
struct WildcardTrie: Sendable {
    /// By the number of their level: 32 bytes, so that a match reads one cache line of each.
    private(set) var nodes = [Node()]
    private(set) var levels: LevelTable
    /// How many filters end in the trie.
    private(set) var count = 0
    /// The depth of the deepest node there ever was.
    private(set) var depthMax = 0

    /// One level of one or more filters.
    struct Node {
        /// The child for `+`, or the root for none.
        var singleLevelChild = LevelTable.root
        /// How many other children it has, shifted by two bits that say which sets have members:
        /// a match asks that of every node.
        private var summary: UInt32 = 0
        /// Subscribers of the filter that ends with this level.
        var here = SubscriberSet.none { didSet { note(hereBit, !here.isEmpty) } }
        /// Subscribers of the filter that goes on with `#`.
        var below = SubscriberSet.none { didSet { note(belowBit, !below.isEmpty) } }

        private var hereBit: UInt32 { 1 }
        private var belowBit: UInt32 { 2 }

        @inline(__always)
        var hasHere: Bool { summary & hereBit != 0 }

        @inline(__always)
        var hasBelow: Bool { summary & belowBit != 0 }

        /// How many children it has beside the one for `+`.
        @inline(__always)
        var namedChildCount: UInt32 {
            get { summary >> 2 }
            set { summary = newValue << 2 | summary & 3 }
        }

        var isUnused: Bool { summary == 0 && singleLevelChild == LevelTable.root }

        private mutating func note(_ bit: UInt32, _ hasMembers: Bool) {
            summary = hasMembers ? summary | bit : summary & ~bit
        }
    }

    /// Where a filter ends.
    private struct Place {
        var node: Int
        /// Whether the filter ends in `#`.
        var isBelow: Bool
    }

    init(hash: SeededHash) { levels = LevelTable(hash: hash) }

    var bytes: Int { nodes.capacity * MemoryLayout<Node>.stride + levels.bytes }

    /// Adds or replaces a subscription.
    mutating func insert(
        _ filter: Span<UInt8>, _ hit: SubscriptionHit, pool: inout SubscriberPool
    ) -> TopicIndex.InsertResult {
        guard let place = place(of: filter, creating: true) else {
            preconditionFailure("a place that is missing is created")
        }
        if place.isBelow {
            if !nodes[place.node].hasBelow { count += 1 }
            return pool.insert(hit, into: &nodes[place.node].below)
        }
        if !nodes[place.node].hasHere { count += 1 }
        return pool.insert(hit, into: &nodes[place.node].here)
    }

    /// Removes a subscription, and the nodes that then serve no filter.
    mutating func remove(
        _ filter: Span<UInt8>, _ subscriber: Subscriber, pool: inout SubscriberPool
    ) -> TopicIndex.RemoveResult {
        guard let place = place(of: filter, creating: false) else { return .absent }
        let result: TopicIndex.RemoveResult
        let isNowEmpty: Bool
        if place.isBelow {
            result = pool.remove(subscriber, from: &nodes[place.node].below)
            isNowEmpty = !nodes[place.node].hasBelow
        } else {
            result = pool.remove(subscriber, from: &nodes[place.node].here)
            isNowEmpty = !nodes[place.node].hasHere
        }
        if result.existed && isNowEmpty {
            count -= 1
            prune(from: UInt32(place.node))
        }
        return result
    }

    private mutating func place(of filter: Span<UInt8>, creating: Bool) -> Place? {
        var node = LevelTable.root
        var start = 0
        var depth = 0
        while true {
            let level = TopicLevel(in: filter, from: start, hash: levels.hash)
            let isLast = level.end == filter.count
            if isLast && level.isMultiLevelWildcard {
                return Place(node: Int(node), isBelow: true)
            }
            var child = levels.child(of: node, level, in: filter)
            if child == LevelTable.root {
                if !creating { return nil }
                child = addChild(of: node, level, in: filter)
            }
            node = child
            depth += 1
            if creating { depthMax = max(depthMax, depth) }
            if isLast { return Place(node: Int(node), isBelow: false) }
            start = level.end + 1
        }
    }

    private mutating func addChild(
        of parent: UInt32, _ level: TopicLevel, in filter: Span<UInt8>
    ) -> UInt32 {
        let child = levels.add(to: parent, level, in: filter)
        if Int(child) == nodes.count { nodes.append(Node()) }
        if level.isSingleLevelWildcard {
            nodes[Int(parent)].singleLevelChild = child
        } else {
            nodes[Int(parent)].namedChildCount += 1
        }
        return child
    }

    private mutating func prune(from start: UInt32) {
        var number = start
        while number != LevelTable.root && nodes[Int(number)].isUnused {
            let parent = levels.remove(number)
            if nodes[Int(parent)].singleLevelChild == number {
                nodes[Int(parent)].singleLevelChild = LevelTable.root
            } else {
                nodes[Int(parent)].namedChildCount -= 1
            }
            number = parent
        }
    }
}
