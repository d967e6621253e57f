/// Where a walk over the retained messages of a filter stands, so that 100,000 of them can be
/// walked a slice at a time while the tree changes in between.
///
/// A message that is there during the whole walk is met exactly once; one that comes or goes in
/// between is met once or not at all.
package struct RetainedCursor: Sendable {
    /// The filter, or empty for every topic whatever its first character.
    let filter: [UInt8]
    /// The levels of `filter` before a last `#`.
    let levels: [Range<Int>]
    /// Whether the filter ends in `#`.
    let isOpenEnded: Bool
    /// The nodes from the root down to where the walk stands.
    var path: [Step] = [Step(node: 0, serial: 0)]
    /// Whether the last node of `path` still has to be met.
    var isArriving = true
    /// The tree's removal count when `path` was known to be alive.
    var removalCount: UInt64 = 0

    /// A node on the path; its serial tells it from a later node with the same number.
    struct Step: Sendable {
        let node: UInt32
        let serial: UInt64
    }

    /// A walk over the topics that a legal filter matches.
    package init(filter: Span<UInt8>) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(filter.count)
        for index in filter.indices { bytes.append(filter[index]) }
        var levels: [Range<Int>] = []
        var start = 0
        while start <= filter.count {
            let end = TopicLevel.end(in: filter, from: start)
            levels.append(start..<end)
            start = end + 1
        }
        let last = levels[levels.count - 1]
        isOpenEnded = TopicLevel.isWildcard(TopicLevel.multiLevelWildcard, filter, last)
        if isOpenEnded { levels.removeLast() }
        self.filter = bytes
        self.levels = levels
    }

    private init() {
        filter = []
        levels = []
        isOpenEnded = true
    }

    /// A walk over every topic, also those that start with `$`: to sweep or to save them.
    package static func everyTopic() -> RetainedCursor { RetainedCursor() }

    /// Whether the walk has met everything.
    package var isFinished: Bool { path.isEmpty }

    /// Whether a node `depth` levels below the root has all levels that the filter wants.
    func isMatch(atDepth depth: Int) -> Bool {
        isOpenEnded ? depth >= levels.count : depth == levels.count
    }

    /// Which children of a node at `depth` the filter wants.
    func wantedChildren(atDepth depth: Int) -> WantedChildren {
        guard depth < levels.count else { return isOpenEnded ? .all : .none }
        let range = levels[depth]
        let isWildcard = TopicLevel.isWildcard(
            TopicLevel.singleLevelWildcard, filter.span, range)
        return isWildcard ? .all : .named(range)
    }

    /// Whether the children of a node at `depth` that start with `$` stay out `[MQTT-4.7.2-1]`.
    func refusesDollar(atDepth depth: Int) -> Bool { depth == 0 && !filter.isEmpty }

    /// The children of a node that a walk goes on to.
    enum WantedChildren {
        case none
        case all
        /// The one with this level of the filter.
        case named(Range<Int>)
    }
}
