/// What a match in the trie writes while it walks: made long enough when filters are inserted, so
/// that a match allocates nothing.
struct MatchScratch: Sendable {
    var steps: [Step] = []

    /// Two stacks in one array, which asks but once whether it is the only owner: the topic's level
    /// of that depth, and a node that the match still has to look at.
    struct Step {
        var level = TopicLevel()
        var node: UInt32 = 0
        /// How far below the root the node is.
        var depth: UInt32 = 0
    }

    /// Room for filters of 0 levels, which is what the root alone serves.
    init() { reserve(depth: 0) }

    var bytes: Int { steps.capacity * MemoryLayout<Step>.stride }

    /// Makes room for filters of `depth` levels: at most one sibling waits per depth, and a match
    /// looks one level past the deepest node.
    mutating func reserve(depth: Int) {
        while steps.count < depth + 2 { steps.append(Step()) }
    }
}
