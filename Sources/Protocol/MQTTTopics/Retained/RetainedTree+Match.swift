extension RetainedTree {
    /// Goes on with the cursor's walk and appends what it meets: at most `limit` messages, after at
    /// most 64 nodes per message allowed, so that a slice is bounded also where little matches.
    package func match(
        cursor: inout RetainedCursor, limit: Int, into found: inout [StoredMessage]
    ) {
        if cursor.isFinished { return }
        if cursor.removalCount != removalCount { repair(&cursor) }
        var messagesLeft = limit
        var nodesLeft = limit * 64
        while messagesLeft > 0 && nodesLeft > 0 && !cursor.path.isEmpty {
            nodesLeft -= 1
            let depth = cursor.path.count - 1
            let node = cursor.path[depth].node
            if cursor.isArriving {
                if depth > 0, cursor.isMatch(atDepth: depth), let message = messages[Int(node)] {
                    found.append(message)
                    messagesLeft -= 1
                }
                descend(from: node, atDepth: depth, &cursor)
            } else {
                cursor.path.removeLast()
                if depth > 0 { advance(to: nodes[Int(node)].next, atDepth: depth - 1, &cursor) }
            }
        }
    }

    private func descend(
        from node: UInt32, atDepth depth: Int, _ cursor: inout RetainedCursor
    ) {
        switch cursor.wantedChildren(atDepth: depth) {
        case .none:
            cursor.isArriving = false
        case .all:
            advance(to: nodes[Int(node)].firstChild, atDepth: depth, &cursor)
        case .named(let range):
            if let child = child(of: node, cursor.filter.span.extracting(range)) {
                push(child, &cursor)
            } else {
                cursor.isArriving = false
            }
        }
    }

    /// Goes to `candidate`, a child of the path's last node at `depth`, or the first after it that
    /// the filter wants; to none if there is none.
    private func advance(
        to candidate: UInt32, atDepth depth: Int, _ cursor: inout RetainedCursor
    ) {
        cursor.isArriving = false
        guard case .all = cursor.wantedChildren(atDepth: depth) else { return }
        var child = candidate
        if cursor.refusesDollar(atDepth: depth) {
            while child != Node.none && startsWithDollar(child) { child = nodes[Int(child)].next }
        }
        if child != Node.none { push(child, &cursor) }
    }

    private func push(_ node: UInt32, _ cursor: inout RetainedCursor) {
        cursor.path.append(RetainedCursor.Step(node: node, serial: nodes[Int(node)].serial))
        cursor.isArriving = true
    }

    private func startsWithDollar(_ node: UInt32) -> Bool {
        let level = nodes[Int(node)].level
        return level.length > 0 && arena.storage[level.range.lowerBound] == TopicLevel.dollar
    }

    /// Cuts the path at the first node that is gone and goes on with the sibling behind it, which
    /// is the first with a smaller serial.
    private func repair(_ cursor: inout RetainedCursor) {
        cursor.removalCount = removalCount
        for depth in 1..<max(1, cursor.path.count) {
            let step = cursor.path[depth]
            if nodes[Int(step.node)].serial == step.serial { continue }
            cursor.path.removeSubrange(depth...)
            var sibling = nodes[Int(cursor.path[depth - 1].node)].firstChild
            while sibling != Node.none && nodes[Int(sibling)].serial > step.serial {
                sibling = nodes[Int(sibling)].next
            }
            advance(to: sibling, atDepth: depth - 1, &cursor)
            return
        }
    }
}
