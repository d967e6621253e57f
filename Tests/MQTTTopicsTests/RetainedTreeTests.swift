import MQTTPackets
import MQTTTopics
import SeededRandom
import Testing

@Suite struct RetainedTreeTests {
    @Test func `a message keeps its parts in one block`() {
        let message = StoredMessage(
            topic: Array("a/b".utf8).span, properties: ([1, 0] as [UInt8]).span,
            payload: Array("hello".utf8).span, qos: .atLeastOnce, deadlineNanoseconds: 42)
        #expect(Array(message.bytes[message.topic]) == Array("a/b".utf8))
        #expect(Array(message.bytes[message.properties]) == [1, 0])
        #expect(Array(message.bytes[message.payload]) == Array("hello".utf8))
        #expect(message.qos == .atLeastOnce)
        #expect(message.deadlineNanoseconds == 42)
    }

    @Test func `a second message for a topic replaces the first [MQTT-3.3.1-5]`() {
        var tree = RetainedTree(seed: 1)
        let first = message("a")
        let second = message("a")
        #expect(tree.set(first) == nil)
        #expect(tree.set(second) === first)
        #expect(get(tree, "a") === second)
        #expect(tree.count == 1)
    }

    @Test func `a removed message is gone and its neighbours stay [MQTT-3.3.1-6]`() {
        var tree = RetainedTree(seed: 1)
        for topic in ["a", "a/b", "a/b/c", "/", ""] where !topic.isEmpty {
            tree.set(message(topic))
        }
        #expect(remove(&tree, "a/b") != nil)
        #expect(remove(&tree, "a/b") == nil)
        #expect(remove(&tree, "a/x") == nil)
        #expect(get(tree, "a/b") == nil)
        #expect(all(tree, "#") == ["/", "a", "a/b/c"])
        #expect(tree.count == 3)
    }

    @Test(arguments: 1...6)
    func `filters find what the reference says under churn`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var tree = RetainedTree(seed: seed)
        var naive: Set<[UInt8]> = []
        for step in 0..<3_000 {
            let topic = RandomTopics.topic(&random)
            if Bool.random(using: &random) {
                tree.set(message(topic))
                naive.insert(topic)
            } else {
                let removed = tree.remove(topic: topic.span)
                #expect((removed != nil) == (naive.remove(topic) != nil))
            }
            #expect(tree.count == naive.count)
            if step % 10 == 0 {
                let filter = RandomTopics.filter(&random)
                let expected = naive.filter {
                    TopicFilter.matches(filter: filter.span, topic: $0.span)
                }
                let found = walk(tree, RetainedCursor(filter: filter.span), limit: 3)
                #expect(found.count == expected.count)
                #expect(Set(found) == expected)
            }
        }
    }

    @Test func `a walk in slices meets what stays exactly once while topics come and go`() {
        for seed in UInt64(1)...20 {
            var random = SeededGenerator(seed: seed)
            var tree = RetainedTree(seed: seed)
            let staying = (0..<200).map { "stay/\($0 % 10)/\($0)" }
            let passing = (0..<200).map { "stay/\($0 % 20)/passing \($0)/deep" }
            for topic in staying + passing { tree.set(message(topic)) }
            var cursor = RetainedCursor(filter: Array("stay/#".utf8).span)
            var met: [String: Int] = [:]
            while !cursor.isFinished {
                var found: [StoredMessage] = []
                tree.match(cursor: &cursor, limit: 7, into: &found)
                #expect(found.count <= 7)
                for message in found { met[name(message), default: 0] += 1 }
                for _ in 0..<15 {
                    let topic = passing[Int.random(in: 0..<passing.count, using: &random)]
                    if remove(&tree, topic) == nil { tree.set(message(topic)) }
                }
            }
            for topic in staying { #expect(met[topic] == 1, "\(topic), seed \(seed)") }
        }
    }

    @Test func `a walk ends although topics are added all the time`() {
        var tree = RetainedTree(seed: 1)
        for number in 0..<100 { tree.set(message("first/\(number)")) }
        var cursor = RetainedCursor(filter: Array("#".utf8).span)
        var sliceCount = 0
        while !cursor.isFinished && sliceCount < 1_000 {
            var found: [StoredMessage] = []
            tree.match(cursor: &cursor, limit: 5, into: &found)
            for number in 0..<10 { tree.set(message("later/\(sliceCount)/\(number)")) }
            sliceCount += 1
        }
        #expect(cursor.isFinished)
        #expect(sliceCount < 100)
    }

    @Test func `a walk ends when everything is removed under it`() {
        var tree = RetainedTree(seed: 1)
        for number in 0..<100 { tree.set(message("a/\(number)")) }
        var cursor = RetainedCursor(filter: Array("a/+".utf8).span)
        var found: [StoredMessage] = []
        tree.match(cursor: &cursor, limit: 10, into: &found)
        for number in 0..<100 { remove(&tree, "a/\(number)") }
        tree.set(message("b/1"))
        tree.match(cursor: &cursor, limit: 10, into: &found)
        #expect(cursor.isFinished)
        #expect(found.count == 10)
    }

    @Test func `a slice is bounded also where nothing matches`() {
        var tree = RetainedTree(seed: 1)
        for number in 0..<10_000 { tree.set(message("\(number)/a")) }
        var cursor = RetainedCursor(filter: Array("+/b".utf8).span)
        var found: [StoredMessage] = []
        tree.match(cursor: &cursor, limit: 10, into: &found)
        #expect(!cursor.isFinished)
        while !cursor.isFinished { tree.match(cursor: &cursor, limit: 10, into: &found) }
        #expect(found.isEmpty)
    }

    @Test func `a leading wildcard leaves $ topics out [MQTT-4.7.2-1]`() {
        var tree = RetainedTree(seed: 1)
        for topic in ["$SYS/a", "a", "a/$b", "b/a"] { tree.set(message(topic)) }
        #expect(all(tree, "#") == ["a", "a/$b", "b/a"])
        #expect(all(tree, "+/a") == ["b/a"])
        #expect(all(tree, "$SYS/#") == ["$SYS/a"])
        #expect(all(tree, "a/#") == ["a", "a/$b"])
        #expect(walk(tree, .everyTopic(), limit: 2).count == 4)
    }

    @Test func `topics of 60,000 levels need no call depth`() {
        var tree = RetainedTree(seed: 1)
        let topic = String(repeating: "/", count: 60_000)
        tree.set(message(topic))
        #expect(all(tree, "#") == [topic])
        #expect(all(tree, topic) == [topic])
        #expect(all(tree, "+/+").isEmpty)
        #expect(remove(&tree, topic) != nil)
        #expect(all(tree, "#").isEmpty)
    }

    @Test func `memory does not grow with churn`() {
        var tree = RetainedTree(seed: 1)
        var bytesAfterFirstRound = 0
        for round in 0..<20 {
            for number in 0..<2_000 { tree.set(message("round \(round)/sensor \(number)")) }
            for number in 0..<2_000 { remove(&tree, "round \(round)/sensor \(number)") }
            if round == 0 { bytesAfterFirstRound = tree.bytes }
        }
        #expect(tree.count == 0)
        #expect(tree.bytes <= bytesAfterFirstRound * 2)
    }

    private func message(_ topic: String) -> StoredMessage { message(Array(topic.utf8)) }

    private func message(_ topic: [UInt8]) -> StoredMessage {
        let empty: [UInt8] = []
        return StoredMessage(
            topic: topic.span, properties: empty.span, payload: topic.span, qos: .atMostOnce,
            deadlineNanoseconds: nil)
    }

    private func name(_ message: StoredMessage) -> String {
        String(decoding: message.bytes[message.topic], as: UTF8.self)
    }

    private func get(_ tree: borrowing RetainedTree, _ topic: String) -> StoredMessage? {
        let bytes = Array(topic.utf8)
        return tree.message(topic: bytes.span)
    }

    @discardableResult
    private func remove(_ tree: inout RetainedTree, _ topic: String) -> StoredMessage? {
        let bytes = Array(topic.utf8)
        return tree.remove(topic: bytes.span)
    }

    private func walk(
        _ tree: borrowing RetainedTree, _ start: RetainedCursor, limit: Int
    ) -> [[UInt8]] {
        var cursor = start
        var found: [StoredMessage] = []
        while !cursor.isFinished { tree.match(cursor: &cursor, limit: limit, into: &found) }
        return found.map { Array($0.bytes[$0.topic]) }
    }

    private func all(_ tree: borrowing RetainedTree, _ filter: String) -> [String] {
        walk(tree, RetainedCursor(filter: Array(filter.utf8).span), limit: 100)
            .map { String(decoding: $0, as: UTF8.self) }.sorted()
    }
}
