import MQTTTopics
import Testing

@Suite struct TopicFilterTests {
    @Test(
        arguments: [
            ("sport/tennis", "sport/tennis"), ("sport/#", "sport"), ("sport/#", "sport/"),
            ("sport/#", "sport/tennis/player1"), ("#", "a/b"), ("+", "a"), ("+/+", "/a"),
            ("/+", "/a"), ("+/tennis/#", "sport/tennis"), ("a//b", "a//b"), ("a/+/b", "a//b"),
            ("$SYS/#", "$SYS/broker"), ("$SYS/+", "$SYS/broker"), ("+/", "a/"),
            ("a/$x/+", "a/$x/b"),
        ])
    func `a filter matches the topics it describes`(filter: String, topic: String) {
        #expect(matches(filter, topic))
    }

    @Test(
        arguments: [
            ("sport/+", "sport"), ("sport/tennis", "sport/Tennis"), ("+", "/a"),
            ("sport", "sport/"),
            ("sport/", "sport"), ("#", "$SYS/a"), ("+/a", "$SYS/a"), ("a/b/c", "a/b"),
            ("a/b", "a/b/c"),
            ("sport/#", "sports"), ("+", ""), ("#", ""),
        ])
    func `a filter leaves other topics alone [MQTT-4.7.2-1] [MQTT-4.7.3-4]`(
        filter: String, topic: String
    ) {
        #expect(!matches(filter, topic))
    }

    @Test(arguments: ["a", "/", "//", "#", "+", "+/+/#", "/#", "a/+/b", "$SYS/#", " ", "ä/+"])
    func `a legal filter has no fault`(filter: String) {
        #expect(fault(Array(filter.utf8)) == nil)
    }

    @Test func `each fault of a filter is named [MQTT-4.7.1-1] [MQTT-4.7.1-2] [MQTT-4.7.3-1]`() {
        #expect(fault([]) == .isEmpty)
        #expect(fault(Array("a\0b".utf8)) == .notText)
        #expect(fault([0xC0, 0x80]) == .notText)
        #expect(fault(Array("a/#/b".utf8)) == .multiLevelWildcard)
        #expect(fault(Array("a#".utf8)) == .multiLevelWildcard)
        #expect(fault(Array("#/".utf8)) == .multiLevelWildcard)
        #expect(fault(Array("a+/b".utf8)) == .singleLevelWildcard)
        #expect(fault(Array("++".utf8)) == .singleLevelWildcard)
    }

    @Test func `the level limit is exact`() {
        let atLimit = Array(repeating: "a", count: 200).joined(separator: "/")
        #expect(fault(Array(atLimit.utf8)) == nil)
        #expect(fault(Array((atLimit + "/a").utf8)) == .tooManyLevels(max: 200))
        #expect(levelCount(atLimit) == 200)
        #expect(levelCount("//") == 3)
    }

    @Test func `a wildcard is seen wherever it stands`() {
        #expect(isWildcard("a/b/+"))
        #expect(isWildcard("#"))
        #expect(!isWildcard("a/b"))
    }

    @Test func `a shared subscription names its group and filter`() throws {
        #expect(try share("$share/group/a/#") == .group(7..<12, filter: 13..<16))
        #expect(try share("$shared/a") == .none)
        #expect(try share("$share") == .none)
        #expect(try share("a/b") == .none)
    }

    @Test(arguments: ["$share/", "$share//a", "$share/g", "$share/g/", "$share/g+/a", "$share/#/a"])
    func `a shared subscription without name or filter is a fault [MQTT-4.8.2-1] [MQTT-4.8.2-2]`(
        filter: String
    ) {
        #expect(throws: TopicFilter.Fault.shareName) {
            _ = try share(filter)
        }
    }

    private func matches(_ filter: String, _ topic: String) -> Bool {
        TopicFilter.matches(filter: Array(filter.utf8).span, topic: Array(topic.utf8).span)
    }

    private func fault(_ bytes: [UInt8]) -> TopicFilter.Fault? {
        TopicFilter.fault(in: bytes.span, levelsMax: 200)
    }

    private func isWildcard(_ filter: String) -> Bool {
        TopicFilter.isWildcard(Array(filter.utf8).span)
    }

    private func levelCount(_ filter: String) -> Int {
        TopicFilter.levelCount(of: Array(filter.utf8).span)
    }

    private func share(_ filter: String) throws(TopicFilter.Fault) -> TopicFilter.Share {
        try TopicFilter.share(of: Array(filter.utf8).span)
    }
}
