/// The filters with wildcards: a trie whose nodes are numbers, and one hash table for all its
/// named edges.
///
/// A node is 48 bytes and is read whole at each step of a match, so nodes are one array rather
/// than an array per field: one cache line instead of five.
struct WildcardTrie: Sendable {
    private(set) var nodes = [Node(level: .empty, parent: 0)]
    private var edges = ProbeTable()
    private var arena = ByteArena()
    let hash: SeededHash
    /// How many filters end in the trie.
    private(set) var count = 0
    /// The depth of the deepest node there ever was.
    private(set) var depthMax = 0
    private var firstFreeNode = Node.none

    /// One level of one or more filters.
    struct Node {
        var level: ArenaSlice
        var parent: UInt32
        /// The child for `+`, or none.
        var singleLevelChild = Node.none
        /// How many children have a name; they are found through `edges`.
        var namedChildCount: UInt32 = 0
        /// Subscribers of the filter that ends with this level.
        var here = SubscriberSet.none
        /// Subscribers of the filter that goes on with `#`.
        var below = SubscriberSet.none

        /// The root is nobody's child, so its number means "no node".
        static let none: UInt32 = 0

        init(level: ArenaSlice, parent: UInt32) {
            self.level = level
            self.parent = parent
        }

        var isUnused: Bool {
            namedChildCount == 0 && singleLevelChild == Node.none && here.isEmpty && below.isEmpty
        }
    }

    /// Where a filter ends.
    private struct Place {
        var node: Int
        /// Whether the filter ends in `#`.
        var isBelow: Bool
    }

    init(hash: SeededHash) { self.hash = hash }

    var bytes: Int {
        nodes.capacity * MemoryLayout<Node>.stride + edges.bytes + arena.bytes
    }

    /// Adds or replaces a subscription.
    mutating func insert(
        _ filter: Span<UInt8>, _ hit: SubscriptionHit, pool: inout SubscriberPool
    ) -> TopicIndex.InsertResult {
        guard let place = place(of: filter, creating: true) else {
            preconditionFailure("a place that is missing is created")
        }
        if place.isBelow {
            if nodes[place.node].below.isEmpty { count += 1 }
            return pool.insert(hit, into: &nodes[place.node].below)
        }
        if nodes[place.node].here.isEmpty { count += 1 }
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
            isNowEmpty = nodes[place.node].below.isEmpty
        } else {
            result = pool.remove(subscriber, from: &nodes[place.node].here)
            isNowEmpty = nodes[place.node].here.isEmpty
        }
        if result.existed && isNowEmpty {
            count -= 1
            prune(from: UInt32(place.node))
            if arena.isWorthCompacting { compact() }
        }
        return result
    }

    private mutating func place(of filter: Span<UInt8>, creating: Bool) -> Place? {
        var node: UInt32 = 0
        var start = 0
        var depth = 0
        while true {
            let end = TopicLevel.end(in: filter, from: start)
            let range = start..<end
            if end == filter.count
                && TopicLevel.isWildcard(TopicLevel.multiLevelWildcard, filter, range)
            {
                return Place(node: Int(node), isBelow: true)
            }
            if let child = child(of: node, filter, range) {
                node = child
            } else if creating {
                node = addChild(of: node, filter, range)
            } else {
                return nil
            }
            depth += 1
            if creating { depthMax = max(depthMax, depth) }
            if end == filter.count { return Place(node: Int(node), isBelow: false) }
            start = end + 1
        }
    }

    private func child(
        of parent: UInt32, _ filter: Span<UInt8>, _ range: Range<Int>
    ) -> UInt32? {
        if TopicLevel.isWildcard(TopicLevel.singleLevelWildcard, filter, range) {
            let child = nodes[Int(parent)].singleLevelChild
            return child == Node.none ? nil : child
        }
        let level = filter.extracting(range)
        return namedChild(of: parent, level, hash: hash.hash(level))
    }

    /// The child of `parent` whose level is `level`, which has this hash.
    @inline(__always)
    func namedChild(of parent: UInt32, _ level: Span<UInt8>, hash levelHash: UInt64) -> UInt32? {
        let tag = hash.tag(parent: parent, level: levelHash)
        var slot = edges.home(of: tag)
        while edges.isOccupied(slot) {
            if edges.tag(at: slot) == tag {
                let index = edges.index(at: slot)
                if nodes[index].parent == parent && arena.holds(level, at: nodes[index].level) {
                    return UInt32(index)
                }
            }
            slot = edges.next(slot)
        }
        return nil
    }

    private mutating func addChild(
        of parent: UInt32, _ filter: Span<UInt8>, _ range: Range<Int>
    ) -> UInt32 {
        if TopicLevel.isWildcard(TopicLevel.singleLevelWildcard, filter, range) {
            let child = makeNode(Node(level: .empty, parent: parent))
            nodes[Int(parent)].singleLevelChild = child
            return child
        }
        let level = filter.extracting(range)
        let child = makeNode(Node(level: arena.append(level), parent: parent))
        let tag = hash.tag(parent: parent, level: hash.hash(level))
        edges.insert(tag: tag, index: Int(child))
        nodes[Int(parent)].namedChildCount += 1
        return child
    }

    private mutating func makeNode(_ node: Node) -> UInt32 {
        if firstFreeNode == Node.none {
            nodes.append(node)
            return UInt32(nodes.count - 1)
        }
        let index = firstFreeNode
        firstFreeNode = nodes[Int(index)].parent
        nodes[Int(index)] = node
        return index
    }

    private mutating func prune(from start: UInt32) {
        var index = start
        while index != 0 && nodes[Int(index)].isUnused {
            let node = nodes[Int(index)]
            if nodes[Int(node.parent)].singleLevelChild == index {
                nodes[Int(node.parent)].singleLevelChild = Node.none
            } else {
                removeEdge(to: index)
                nodes[Int(node.parent)].namedChildCount -= 1
                arena.free(node.level)
            }
            nodes[Int(index)] = Node(level: .empty, parent: firstFreeNode)
            firstFreeNode = index
            index = node.parent
        }
    }

    private mutating func removeEdge(to child: UInt32) {
        let node = nodes[Int(child)]
        let level = hash.hash(arena.storage.span.extracting(node.level.range))
        let tag = hash.tag(parent: node.parent, level: level)
        var slot = edges.home(of: tag)
        while edges.index(at: slot) != Int(child) { slot = edges.next(slot) }
        edges.remove(at: slot)
    }

    private mutating func compact() {
        var compacted = ByteArena(replacing: arena)
        for index in nodes.indices {
            let level = compacted.append(nodes[index].level, of: arena)
            nodes[index].level = level
        }
        arena = compacted
    }
}
