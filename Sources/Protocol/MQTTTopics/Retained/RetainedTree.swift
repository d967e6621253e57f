/// The retained messages by topic, one per topic name.
///
/// Every level of every topic is a node with a number; children are linked newest first. It has one
/// owner, locks nothing and cannot be copied.
package struct RetainedTree: ~Copyable, Sendable {
    /// By the number of their level.
    var nodes = [Node(serial: 0)]
    /// The message of each node; beside `nodes`, so that a walk counts no references.
    var messages: [StoredMessage?] = [nil]
    private(set) var levels: LevelTable
    /// How many nodes were ever removed: a cursor's path is alive while this stands still.
    private(set) var removalCount: UInt64 = 0
    /// How many messages are retained.
    package private(set) var count = 0
    private var lastSerial: UInt64 = 0
    private var messageBytes = 0

    /// One level of one or more topics.
    struct Node {
        /// Rises with each node made, so siblings are in falling order; 0 when free.
        var serial: UInt64
        // The root for none.
        var firstChild = LevelTable.root
        var next = LevelTable.root
        var previous = LevelTable.root

        init(serial: UInt64) { self.serial = serial }
    }

    /// An empty tree.
    /// - Parameter seed: from a random source that peers cannot observe.
    package init(seed: UInt64) { levels = LevelTable(hash: SeededHash(seed: seed)) }

    /// Roughly the memory held, messages included, in bytes.
    package var bytes: Int {
        nodes.capacity * MemoryLayout<Node>.stride
            + messages.capacity * MemoryLayout<StoredMessage?>.stride
            + levels.bytes + messageBytes
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
        return message
    }

    private mutating func make(_ topic: Span<UInt8>) -> UInt32 {
        var node = LevelTable.root
        var start = 0
        while start <= topic.count {
            let level = TopicLevel(in: topic, from: start, hash: levels.hash)
            let child = levels.child(of: node, level, in: topic)
            node = child == LevelTable.root ? addChild(of: node, level, in: topic) : child
            start = level.end + 1
        }
        return node
    }

    private func find(_ topic: Span<UInt8>) -> UInt32? {
        var node = LevelTable.root
        var start = 0
        while start <= topic.count {
            let level = TopicLevel(in: topic, from: start, hash: levels.hash)
            node = levels.child(of: node, level, in: topic)
            if node == LevelTable.root { return nil }
            start = level.end + 1
        }
        return node
    }

    private mutating func addChild(
        of parent: UInt32, _ level: TopicLevel, in topic: Span<UInt8>
    ) -> UInt32 {
        lastSerial += 1
        var node = Node(serial: lastSerial)
        node.next = nodes[Int(parent)].firstChild
        let number = levels.add(to: parent, level, in: topic)
        if Int(number) == nodes.count {
            nodes.append(node)
            messages.append(nil)
        } else {
            nodes[Int(number)] = node
        }
        if node.next != LevelTable.root { nodes[Int(node.next)].previous = number }
        nodes[Int(parent)].firstChild = number
        return number
    }

    private mutating func prune(from start: UInt32) {
        var number = start
        while number != LevelTable.root, messages[Int(number)] == nil,
            nodes[Int(number)].firstChild == LevelTable.root
        {
            let node = nodes[Int(number)]
            let parent = levels.remove(number)
            if node.previous == LevelTable.root {
                nodes[Int(parent)].firstChild = node.next
            } else {
                nodes[Int(node.previous)].next = node.next
            }
            if node.next != LevelTable.root { nodes[Int(node.next)].previous = node.previous }
            nodes[Int(number)] = Node(serial: 0)
            removalCount += 1
            number = parent
        }
    }

    /// The object, its byte array's header and the allocator's overhead are about 104 bytes.
    private static func bytes(of message: StoredMessage) -> Int {
        message.bytes.capacity + 104
    }
}
