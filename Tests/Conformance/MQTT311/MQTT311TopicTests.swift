import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 3.1.1, section 4.7: topic names and filters, as the broker obeys them.
struct MQTT311TopicTests {
    @Test(arguments: ProbeDriver.allCases, ["'#'", "'+'", "'a/#'", "'+/a'", "'a+b'"])
    func `[MQTT-4.7.1-1] wildcards stand in filters and in no topic name`(
        _ driver: ProbeDriver, _ topic: String
    ) async throws {
        let length = try HexText.bytes(topic).count
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher", .v311)
        try await watcher.subscribe("#")
        let probe = try await broker.join("a", .v311)
        try await probe.send("32", body: "00 0\(length) \(topic) 00 01 'x'")
        try await probe.expectClose()
        let other = try await broker.open(.v311)  // a will's topic is a topic name
        try await other.sendConnect("06", "00 01 'a' 00 0\(length) \(topic) 00 01 'x'")
        try await other.expectClose()
        try await watcher.expectNothing()
    }

    @Test(
        arguments: ProbeDriver.allCases, ["a#", "a/#/b", "#/a", "##", "a/b#", "#a", "+#", "a/##"])
    func `[MQTT-4.7.1-2] # stands for whole levels, and last, or the connection ends`(
        _ driver: ProbeDriver, _ filter: String
    ) async throws {
        try await expectIllegal(driver, filter)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.7.1-2] # matches its parent and every level below`(
        _ driver: ProbeDriver
    ) async throws {
        try await expectMatches(
            driver,
            [
                "#": ["a", "a/b", "/", "/a", "a/"],
                "a/#": ["a", "a/b", "a/", "a/b/c/d", "a//"],
                "/#": ["/", "/a", "/a/b"],
                "a/b/#": ["a/b", "a/b/c"],
                "+/#": ["a", "a/b", "/", "/a"],
            ],
            others: [
                "a/#": ["b", "aa", "/a", "A"], "/#": ["a", "a/b"], "a/b/#": ["a", "a/", "a/c/b"],
            ])
    }

    @Test(
        arguments: ProbeDriver.allCases,
        ["a+", "+a", "a/b+", "++", "a/+b/c", "a+/b", "+/a+"])
    func `[MQTT-4.7.1-3] + takes a whole level, or the connection ends`(
        _ driver: ProbeDriver, _ filter: String
    ) async throws {
        try await expectIllegal(driver, filter)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.7.1-3] + matches one level, wherever it stands`(
        _ driver: ProbeDriver
    ) async throws {
        try await expectMatches(
            driver,
            [
                "+": ["a", "b"], "+/+": ["/a", "a/b", "a/", "/"], "/+": ["/a", "/"],
                "a/+": ["a/b", "a/"], "a/+/c": ["a/b/c", "a//c"], "+/b": ["a/b", "/b"],
                "+/a/#": ["x/a", "x/a/b"],
            ],
            others: [
                "+": ["/a", "a/b", "/"], "a/+": ["a", "a/b/c"], "a/+/c": ["a/c", "a/b/b/c"],
                "/+": ["a", "/a/b"], "+/b": ["b", "a/a/b"],
            ])
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.7.2-1] a filter that begins with a wildcard matches no topic that begins with $`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        let wild = try await broker.join("wild", .v311)
        try await wild.subscribe("#", "+/monitor", "+", "+/#", qos: .atMostOnce)
        let exact = try await broker.join("exact", .v311)
        try await exact.subscribe("$x/#", "$x", "$x/+", qos: .atMostOnce)
        for topic in ["$x/monitor", "$x"] {
            try await publisher.deliver(topic, "x", isRetained: true)
            #expect(try await exact.nextPublish().topic == topic)
        }
        try await wild.expectNothing()
        for filter in ["#", "+/monitor", "+"] { try await wild.subscribe(filter) }
        try await wild.expectNothing()  // nor what is retained
        try await publisher.deliver("a$x", "x")
        try await publisher.deliver("a/$x", "x")  // only the first level is special
        #expect(try await wild.nextPublish().topic == "a$x")
        #expect(try await wild.nextPublish().topic == "a/$x")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.7.3-1] topic names and filters have at least one character`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for packet in [
            "30 03 00 00 'x'", "32 05 00 00 00 01 'x'", "82 05 00 01 00 00 00",
            "82 09 00 01 00 01 't' 00 00 00 00", "A2 04 00 01 00 00",
        ] {
            let probe = try await broker.join("a", .v311)
            try await probe.send(packet)
            try await probe.expectClose()
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.7.3-2] topic names and filters are free of U+0000`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for (firstByte, body) in [
            ("30", "00 02 't' 00 'x'"), ("32", "00 01 00 00 01 'x'"),
            ("82", "00 01 00 02 00 't' 00"),
            ("A2", "00 01 00 03 't' 00 't'"),
        ] {
            let probe = try await broker.join("a", .v311)
            try await probe.send(firstByte, body: body)
            try await probe.expectClose()
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.7.3-3] topic names and filters of 65,535 bytes are taken whole`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let longest = String(repeating: "t", count: 65_535)
        let probe = try await broker.join("a", .v311)
        #expect(try await probe.subscribe(longest, qos: .atMostOnce) == [.grantedQoS0])
        try await probe.publish(String(longest.dropLast()))
        try await probe.expectNothing()
        try await probe.publish(longest)
        #expect(try await probe.nextPublish().topic.utf8.count == 65_535)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.7.3-4] topics are matched byte by byte`(_ driver: ProbeDriver) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        // Composed and decomposed e acute, cases, blanks, empty levels, U+FFFD and an unassigned.
        let topics = [
            "C3 A9", "'e' CC 81", "'ab'", "'AB'", "' ab'", "'ab '", "'a/b'", "'a//b'", "'/a/b'",
            "'a/b/'", "EF BF BD", "F3 B0 80 81", "'a' E2 80 8D",
        ]
        var probes: [Probe] = []
        for (number, topic) in topics.enumerated() {
            let length = try HexText.bytes(topic).count
            let probe = try await broker.join("a\(number)", .v311)
            try await probe.send("82", body: "00 01 00 0\(length) \(topic) 00")
            try await probe.expect("90 03 00 01 00")
            probes.append(probe)
        }
        for (probe, topic) in zip(probes, topics) {
            let length = try HexText.bytes(topic).count
            try await publisher.send("31", body: "00 0\(length) \(topic) 'x'")
            try await publisher.expectNothing()
            try await probe.expect("30 0\(length + 3) 00 0\(length) \(topic) 'x'")
        }
        for (probe, topic) in zip(probes, topics) {
            try await probe.expectNothing()
            let length = try HexText.bytes(topic).count  // what is retained is found as well
            try await probe.send("82", body: "00 02 00 0\(length) \(topic) 00")
            try await probe.expect("90 03 00 02 00 31 0\(length + 3) 00 0\(length) \(topic) 'x'")
            try await probe.expectNothing()
        }
    }

    private func expectIllegal(_ driver: ProbeDriver, _ filter: String) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a", .v311)
        try await probe.send("82", body: "00 01 00 0\(filter.utf8.count) '\(filter)' 00")
        try await probe.expectClose()
        let other = try await broker.join("a", .v311)
        try await other.send("A2", body: "00 01 00 0\(filter.utf8.count) '\(filter)'")
        try await other.expectClose()
    }

    /// Each filter gets its topics, and not the others.
    private func expectMatches(
        _ driver: ProbeDriver, _ topics: [String: [String]], others: [String: [String]]
    ) async throws {
        let broker = try ProbedBroker(driver)
        let publisher = try await broker.join("p", .v311)
        let probe = try await broker.join("a", .v311)
        for (filter, topics) in topics.sorted(by: { $0.key < $1.key }) {
            try await probe.subscribe(filter, qos: .atMostOnce)
            for topic in topics {
                try await publisher.deliver(topic)
                #expect(try await probe.nextPublish().topic == topic, "\(filter)")
            }
            for topic in others[filter] ?? [] {
                try await publisher.deliver(topic)
                try await probe.expectNothing()
            }
            try await probe.unsubscribe(filter)
        }
    }
}
