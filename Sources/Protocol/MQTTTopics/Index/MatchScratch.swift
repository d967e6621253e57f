/// What a match in the trie writes while it walks: made long enough when filters are inserted, so
/// that a match allocates nothing.
struct MatchScratch: Sendable {
    var visits: [Visit] = []
    var levels: [Level] = []

    /// A node that the match still has to look at, `depth` levels below the root.
    struct Visit {
        var node: UInt32
        var depth: UInt32
    }

    /// A level of the topic being matched; hashed when first asked for.
    struct Level {
        var start: Int
        var end: Int
        var hash: UInt64?
    }

    /// Room for filters of 0 levels, which is what the root alone serves.
    init() { reserve(depth: 0) }

    var bytes: Int {
        visits.capacity * MemoryLayout<Visit>.stride + levels.capacity * MemoryLayout<Level>.stride
    }

    /// Makes room for filters of `depth` levels: at most one sibling waits per depth, and a match
    /// looks one level past the deepest node.
    mutating func reserve(depth: Int) {
        while visits.count < depth + 2 { visits.append(Visit(node: 0, depth: 0)) }
        while levels.count < depth + 2 { levels.append(Level(start: 0, end: 0, hash: nil)) }
    }
}
