/// Where a walk over the retained messages of a filter stands, so that 100,000 of them can be
/// walked a slice at a time while the tree changes in between.
///
/// A message that is there during the whole walk is met exactly once; one that comes or goes in
/// between is met once or not at all.
package struct RetainedCursor: Sendable {
    /// The filter, or empty for every topic whatever its first character.
    let filter: [UInt8]
    /// The nodes from the root down to where the walk stands; empty before and after it.
    var path: [Step] = []
    /// Whether the last node of `path` still has to be met.
    var isArriving = true
    /// The tree's removal count when `path` was known to be alive.
    var removalCount: UInt64 = 0
    /// Whether the walk has met everything.
    package internal(set) var isFinished = false

    /// A node on the path; its serial tells it from a later node with the same number.
    struct Step: Sendable {
        let node: UInt32
        /// Where in the filter the level of the node's children begins.
        let filterStart: UInt32
        let serial: UInt64
        let wish: Wish
    }

    /// What of a node and what is below it the filter wants.
    enum Wish {
        /// The filter ends here: the node alone.
        case node
        /// `#`: the node and everything below.
        case everything
        /// `+`: something below each child.
        case children
        /// Something below the child with the filter's next level.
        case child
    }

    /// A walk over the topics that a legal filter matches.
    package init(filter: Span<UInt8>) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(filter.count)
        for index in filter.indices { bytes.append(filter[index]) }
        self.filter = bytes
    }

    private init() { filter = [] }

    /// A walk over every topic, also those that start with `$`: to sweep or to save them.
    package static func everyTopic() -> RetainedCursor { RetainedCursor() }

    /// What is wanted of a node whose children's level begins there in the filter.
    func wish(at filterStart: Int, hash: SeededHash) -> Wish {
        if filter.isEmpty { return .everything }
        if filterStart > filter.count { return .node }
        let level = TopicLevel(in: filter.span, from: filterStart, hash: hash)
        if level.isMultiLevelWildcard { return .everything }
        return level.isSingleLevelWildcard ? .children : .child
    }

    /// Whether the children of the path's last node that start with `$` stay out `[MQTT-4.7.2-1]`.
    var refusesDollar: Bool { path.count == 1 && !filter.isEmpty }
}
