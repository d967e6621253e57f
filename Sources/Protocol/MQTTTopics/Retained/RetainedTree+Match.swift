extension RetainedTree {
    /// Goes on with the cursor's walk and appends what it meets: at most `limit` messages, after at
    /// most 64 nodes per message allowed, so that a slice is bounded also where little matches.
    package func match(
        cursor: inout RetainedCursor, limit: Int, into found: inout [StoredMessage]
    ) {
        if cursor.isFinished { return }
        if cursor.path.isEmpty {
            cursor.removalCount = removalCount
            cursor.path.append(step(to: LevelTable.root, filterStart: 0, cursor))
        }
        if cursor.removalCount != removalCount { repair(&cursor) }
        var messagesLeft = limit
        var nodesLeft = limit * 64
        while messagesLeft > 0 && nodesLeft > 0 {
            nodesLeft -= 1
            let step = cursor.path[cursor.path.count - 1]
            if cursor.isArriving {
                if step.wish == .node || step.wish == .everything,
                    let message = messages[Int(step.node)]
                {
                    found.append(message)
                    messagesLeft -= 1
                }
                descend(from: step, &cursor)
            } else {
                cursor.path.removeLast()
                guard let parent = cursor.path.last else {
                    cursor.isFinished = true
                    return
                }
                advance(to: nodes[Int(step.node)].next, below: parent, &cursor)
            }
        }
    }

    private func descend(from step: RetainedCursor.Step, _ cursor: inout RetainedCursor) {
        switch step.wish {
        case .node:
            cursor.isArriving = false
        case .everything, .children:
            advance(to: nodes[Int(step.node)].firstChild, below: step, &cursor)
        case .child:
            let filter = cursor.filter
            let level = TopicLevel(
                in: filter.span, from: Int(step.filterStart), hash: levels.hash)
            let child = levels.child(of: step.node, level, in: filter.span)
            cursor.isArriving = child != LevelTable.root
            if cursor.isArriving { push(child, below: step, &cursor) }
        }
    }

    /// Goes to `candidate`, a child of the path's last node, or the first after it that the filter
    /// wants; to none if there is none.
    private func advance(
        to candidate: UInt32, below step: RetainedCursor.Step, _ cursor: inout RetainedCursor
    ) {
        cursor.isArriving = false
        if step.wish == .child { return }
        var child = candidate
        if cursor.refusesDollar {
            while child != LevelTable.root && levels.firstByte(of: child) == TopicLevel.dollar {
                child = nodes[Int(child)].next
            }
        }
        if child == LevelTable.root { return }
        push(child, below: step, &cursor)
        cursor.isArriving = true
    }

    private func push(
        _ node: UInt32, below step: RetainedCursor.Step, _ cursor: inout RetainedCursor
    ) {
        if step.wish == .everything {
            cursor.path.append(
                RetainedCursor.Step(
                    node: node, filterStart: step.filterStart, serial: nodes[Int(node)].serial,
                    wish: .everything))
            return
        }
        let end = TopicLevel.end(in: cursor.filter.span, from: Int(step.filterStart))
        cursor.path.append(self.step(to: node, filterStart: end + 1, cursor))
    }

    private func step(
        to node: UInt32, filterStart: Int, _ cursor: RetainedCursor
    ) -> RetainedCursor.Step {
        RetainedCursor.Step(
            node: node, filterStart: UInt32(filterStart), serial: nodes[Int(node)].serial,
            wish: cursor.wish(at: filterStart, hash: levels.hash))
    }

    /// Cuts the path at the first node that is gone and goes on with the sibling behind it, which
    /// is the first with a smaller serial.
    private func repair(_ cursor: inout RetainedCursor) {
        cursor.removalCount = removalCount
        for depth in 1..<max(1, cursor.path.count) {
            let step = cursor.path[depth]
            if nodes[Int(step.node)].serial == step.serial { continue }
            cursor.path.removeSubrange(depth...)
            let parent = cursor.path[depth - 1]
            var sibling = nodes[Int(parent.node)].firstChild
            while sibling != LevelTable.root && nodes[Int(sibling)].serial > step.serial {
                sibling = nodes[Int(sibling)].next
            }
            advance(to: sibling, below: parent, &cursor)
            return
        }
    }
}
