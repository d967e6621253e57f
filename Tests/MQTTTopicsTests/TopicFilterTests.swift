import MQTTPackets
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

    @Test func `an empty level is a level`() {
        #expect(levelCount("//") == 3)
        #expect(levelCount("a") == 1)
    }

    @Test func `a wildcard is seen wherever it stands`() {
        #expect(isWildcard("a/b/+"))
        #expect(isWildcard("#"))
        #expect(!isWildcard("a/b"))
    }

    private func matches(_ filter: String, _ topic: String) -> Bool {
        TopicFilter.matches(filter: Array(filter.utf8).span, topic: Array(topic.utf8).span)
    }

    private func isWildcard(_ filter: String) -> Bool {
        TopicFilter.isWildcard(Array(filter.utf8).span)
    }

    private func levelCount(_ filter: String) -> Int {
        TopicFilter.levelCount(of: Array(filter.utf8).span)
    }

    @Test(arguments: [
        ("$share/g/a/b", "a/b"), ("$share/group//", "/"), ("$share/g/#", "#"), ("a/b", "a/b"),
        ("$share", "$share"), ("$sharex/g/a", "$sharex/g/a"), ("/$share/g/a", "/$share/g/a"),
        ("$share/a name of many bytes/+/x", "+/x"),
    ])
    func `a shared subscription is matched by what follows its name`(
        filter: String, matched: String
    ) {
        let bytes = Array(filter.utf8)
        let start = TopicFilter.matchedStart(of: bytes.span)
        #expect(String(decoding: bytes[start...], as: UTF8.self) == matched)
    }
}
