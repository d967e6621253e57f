/// The retained messages by topic, one per topic name.
///
/// Every level of every topic is a node with a number; children are linked newest first, and one
/// hash table finds a child by its level. It has one owner, locks nothing and cannot be copied.
package struct RetainedTree: ~Copyable, Sendable {
    var nodes = [Node(level: .empty, serial: 0, parent: 0)]
    /// The message of each node; beside `nodes`, so that a walk counts no references.
    var messages: [StoredMessage?] = [nil]
    var arena = ByteArena()
    /// How many nodes were ever removed: a cursor's path is alive while this stands still.
    private(set) var removalCount: UInt64 = 0
    /// How many messages are retained.
    package private(set) var count = 0
    private var edges = ProbeTable()
    private var firstFreeNode = Node.none
    private var lastSerial: UInt64 = 0
    private var messageBytes = 0
    private let hash: SeededHash

    /// One level of one or more topics.
    struct Node {
        var level: ArenaSlice
        /// Rises with each node made, so siblings are in falling order; 0 when free.
        var serial: UInt64
        var parent: UInt32
        var firstChild = Node.none
        var next = Node.none
        var previous = Node.none

        /// The root is nobody's child, so its number means "no node".
        static let none: UInt32 = 0

        init(level: ArenaSlice, serial: UInt64, parent: UInt32) {
            self.level = level
            self.serial = serial
            self.parent = parent
        }
    }

    /// An empty tree.
    /// - Parameter seed: from a random source that peers cannot observe.
    package init(seed: UInt64) { hash = SeededHash(seed: seed) }

    /// Roughly the memory held, messages included, in bytes.
    package var bytes: Int {
        nodes.capacity * MemoryLayout<Node>.stride
            + messages.capacity * MemoryLayout<StoredMessage?>.stride
            + edges.bytes + arena.bytes + messageBytes
    }

    /// The message retained for exactly this topic.
    package func message(topic: Span<UInt8>) -> StoredMessage? {
        guard let node = find(topic) else { return nil }
        return messages[Int(node)]
    }

    /// Retains the message for its topic `[MQTT-3.3.1-5]`.
    /// - Returns: the message it replaces.
    @discardableResult
    package mutating func set(_ message: StoredMessage) -> StoredMessage? {
        let bytes = message.bytes
        let node = make(bytes.span.extracting(message.topic))
        let previous = messages[Int(node)]
        messages[Int(node)] = message
        messageBytes += Self.bytes(of: message)
        if let previous { messageBytes -= Self.bytes(of: previous) } else { count += 1 }
        return previous
    }

    /// Forgets the message of this topic `[MQTT-3.3.1-6]`.
    /// - Returns: the message that was retained.
    @discardableResult
    package mutating func remove(topic: Span<UInt8>) -> StoredMessage? {
        guard let node = find(topic), let message = messages[Int(node)] else { return nil }
        messages[Int(node)] = nil
        messageBytes -= Self.bytes(of: message)
        count -= 1
        prune(from: node)
        if arena.isWorthCompacting { compact() }
        return message
    }

    private mutating func make(_ topic: Span<UInt8>) -> UInt32 {
        var node: UInt32 = 0
        var start = 0
        while start <= topic.count {
            let end = TopicLevel.end(in: topic, from: start)
            if let child = child(of: node, topic.extracting(start..<end)) {
                node = child
            } else {
                node = addChild(of: node, topic.extracting(start..<end))
            }
            start = end + 1
        }
        return node
    }

    private func find(_ topic: Span<UInt8>) -> UInt32? {
        var node: UInt32 = 0
        var start = 0
        while start <= topic.count {
            let end = TopicLevel.end(in: topic, from: start)
            guard let child = child(of: node, topic.extracting(start..<end)) else { return nil }
            node = child
            start = end + 1
        }
        return node
    }

    /// The child of `parent` with this level.
    func child(of parent: UInt32, _ level: Span<UInt8>) -> UInt32? {
        let tag = hash.tag(parent: parent, level: hash.hash(level))
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

    private mutating func addChild(of parent: UInt32, _ level: Span<UInt8>) -> UInt32 {
        lastSerial += 1
        var node = Node(level: arena.append(level), serial: lastSerial, parent: parent)
        node.next = nodes[Int(parent)].firstChild
        let index: UInt32
        if firstFreeNode == Node.none {
            index = UInt32(nodes.count)
            nodes.append(node)
            messages.append(nil)
        } else {
            index = firstFreeNode
            firstFreeNode = nodes[Int(index)].next
            nodes[Int(index)] = node
        }
        if node.next != Node.none { nodes[Int(node.next)].previous = index }
        nodes[Int(parent)].firstChild = index
        edges.insert(tag: hash.tag(parent: parent, level: hash.hash(level)), index: Int(index))
        return index
    }

    private mutating func prune(from start: UInt32) {
        var index = start
        while index != 0, messages[Int(index)] == nil,
            nodes[Int(index)].firstChild == Node.none
        {
            let node = nodes[Int(index)]
            removeEdge(to: index)
            if node.previous == Node.none {
                nodes[Int(node.parent)].firstChild = node.next
            } else {
                nodes[Int(node.previous)].next = node.next
            }
            if node.next != Node.none { nodes[Int(node.next)].previous = node.previous }
            arena.free(node.level)
            nodes[Int(index)] = Node(level: .empty, serial: 0, parent: 0)
            nodes[Int(index)].next = firstFreeNode
            firstFreeNode = index
            removalCount += 1
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

    /// The object, its byte array's header and the allocator's overhead are about 104 bytes.
    private static func bytes(of message: StoredMessage) -> Int {
        message.bytes.capacity + 104
    }
}
