import FuzzInput
import MQTTPackets
import MQTTTopics

/// A retained tree beside a dictionary of the same messages, and a walk that goes on meanwhile.
struct RetainedCheck: ~Copyable {
    private var tree: RetainedTree
    private var messages: [[UInt8]: StoredMessage] = [:]
    private var walk: Walk?

    /// A walk over what a filter matches.
    private struct Walk {
        let filter: [UInt8]
        var cursor: RetainedCursor
        var met: [StoredMessage] = []
        /// Topics that had a message all the time.
        var lasting: Set<[UInt8]>
    }

    init(seed: UInt64) { tree = RetainedTree(seed: seed) }

    mutating func step(_ input: inout FuzzInput) {
        switch input.number(below: 6) {
        case 0, 1: set(&input)
        case 2:
            guard let topic = TopicWords.name(&input) else { return }
            remove(topic)
        case 3:
            guard let filter = TopicWords.filter(&input) else { return }
            walkOn(limit: .max / 64)
            let cursor = RetainedCursor(filter: filter.span)
            walk = Walk(filter: filter, cursor: cursor, lasting: Set(messages.keys))
        case 4: walkOn(limit: 1 + input.number(below: 4))
        default: checkEveryTopic()
        }
    }

    /// Ends the walk and takes every message out again.
    mutating func finish() {
        walkOn(limit: .max / 64)
        for topic in messages.keys { remove(topic) }
        precondition(tree.count == 0, "a tree can become empty")
    }

    private mutating func set(_ input: inout FuzzInput) {
        let payload = [input.byte()]
        guard let topic = TopicWords.name(&input) else { return }
        let none: [UInt8] = []
        let message = StoredMessage(
            topic: topic.span, properties: none.span, payload: payload.span, qos: .atMostOnce,
            deadlineNanoseconds: nil)
        let previous = tree.set(message)
        precondition(
            previous === messages.updateValue(message, forKey: topic),
            "a message replaces the one of its topic")
        check(topic)
    }

    private mutating func remove(_ topic: [UInt8]) {
        walk?.lasting.remove(topic)
        let removed = tree.remove(topic: topic.span)
        precondition(
            removed === messages.removeValue(forKey: topic), "the message of the topic is removed")
        check(topic)
    }

    private func check(_ topic: [UInt8]) {
        precondition(tree.count == messages.count, "every message is counted once")
        precondition(tree.message(topic: topic.span) === messages[topic], "the last message stays")
    }

    /// Goes on with the walk; at its end nothing that lasted may be missing.
    private mutating func walkOn(limit: Int) {
        guard var walk else { return }
        tree.match(cursor: &walk.cursor, limit: limit, into: &walk.met)
        self.walk = walk.cursor.isFinished ? nil : walk
        if !walk.cursor.isFinished { return }
        var topics: Set<[UInt8]> = []
        var identities: Set<ObjectIdentifier> = []
        for message in walk.met {
            let topic = Array(message.bytes[message.topic])
            precondition(
                TopicWords.matches(filter: walk.filter, topic: topic), "only what matches is met")
            precondition(
                identities.insert(ObjectIdentifier(message)).inserted, "no message is met twice")
            let isFirst = topics.insert(topic).inserted
            precondition(isFirst || !walk.lasting.contains(topic), "no topic is met twice")
        }
        for topic in walk.lasting where TopicWords.matches(filter: walk.filter, topic: topic) {
            precondition(topics.contains(topic), "what lasts is met")
        }
    }

    private func checkEveryTopic() {
        var cursor = RetainedCursor.everyTopic()
        var found: [StoredMessage] = []
        while !cursor.isFinished { tree.match(cursor: &cursor, limit: 3, into: &found) }
        let topics = Set(found.map { Array($0.bytes[$0.topic]) })
        precondition(
            found.count == messages.count && topics == Set(messages.keys),
            "a walk over every topic meets every message")
    }
}
