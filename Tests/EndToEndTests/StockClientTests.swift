import BrokerCore
import MQTTProbe
import StockPeers
import Testing

private let versions = ["mqttv31", "mqttv311", "mqttv5"]

@Suite(.serialized, .timeLimit(.minutes(1))) struct `Stock mosquitto clients` {
    @Test(arguments: versions, ["0", "1", "2"])
    func `a message comes with the quality it was sent with [MQTT-4.3]`(
        version: String, qos: String
    ) async throws {
        let broker = try RunningBroker()
        let sub = try await broker.subscriber(
            "s", ["-V", version, "-q", "2", "-t", "cheese/+", "-C", "2", "-F", "%t %q %r %p"])
        let pub = try await broker.run(
            "mosquitto_pub",
            ["-V", version, "-q", qos, "-t", "cheese/strudel", "-l"], input: "hello\n-5 °C\n")
        #expect(pub.exitCode == 0 && pub.errors.isEmpty)
        let run = try await sub.end()
        #expect(run.output == "cheese/strudel \(qos) 0 hello\ncheese/strudel \(qos) 0 -5 °C\n")
        #expect(run.exitCode == 0)
    }

    @Test(arguments: versions)
    func `all versions meet on two shards`(version: String) async throws {
        let broker = try RunningBroker(shardCount: 2)
        var subscribers: [RunningProgram] = []
        for (place, own) in (versions + versions).enumerated() {
            subscribers.append(
                try await broker.subscriber(
                    "s\(place)", ["-V", own, "-q", "2", "-t", "a/#", "-C", "3"]))
        }
        for qos in ["0", "1", "2"] {
            let pub = try await broker.run(
                "mosquitto_pub", ["-V", version, "-q", qos, "-t", "a/b/c", "-m", qos])
            #expect(pub.exitCode == 0)
        }
        for subscriber in subscribers {
            // Messages of different publishers and qualities have no order between them.
            let lines = try await subscriber.end().output.split(separator: "\n").sorted()
            #expect(lines == ["0", "1", "2"])
        }
    }

    @Test(arguments: versions, [1, 2])
    func `a retained message is set, replaced and removed [MQTT-3.3.1-5]`(
        version: String, shardCount: Int
    ) async throws {
        let broker = try RunningBroker(shardCount: shardCount)
        let place = ["-V", version, "-t", "r/1", "-q", "1"]
        for text in ["old", "new"] {
            _ = try await broker.run("mosquitto_pub", place + ["-r", "-m", text])
        }
        let first = try await broker.run(
            "mosquitto_sub", ["-V", version, "-t", "r/+", "-C", "1", "-F", "%r %p"])
        #expect(first.output == "1 new\n")
        _ = try await broker.run("mosquitto_pub", place + ["-r", "-n"])
        let second = try await broker.subscriber(
            "s", ["-V", version, "-t", "r/#", "-C", "1", "-F", "%r %p"])
        _ = try await broker.run("mosquitto_pub", place + ["-m", "marker"])
        #expect(try await second.end().output == "0 marker\n")
    }

    @Test(arguments: versions, [1, 2])
    func `the will of a killed client is published, and kept when asked [MQTT-3.1.2-8]`(
        version: String, shardCount: Int
    ) async throws {
        let broker = try RunningBroker(shardCount: shardCount)
        let heir = try await broker.subscriber(
            "heir", ["-V", version, "-t", "w/#", "-q", "2", "-C", "1", "-v"])
        let will = ["--will-topic", "w/1", "--will-payload", "gone", "--will-qos", "2"]
        let dying = try await broker.subscriber(
            "dying", ["-V", version, "-t", "x"] + will + ["--will-retain"])
        dying.signal(9)
        #expect(try await heir.end().output == "w/1 gone\n")
        #expect(try await broker.events.ended("dying") == .connectionLost)
        let late = try await broker.run(
            "mosquitto_sub", ["-V", version, "-t", "w/1", "-C", "1", "-F", "%r %p"])
        #expect(late.output == "1 gone\n")
    }

    @Test(arguments: ["mqttv31", "mqttv311"])
    func `a client that says goodbye leaves no will [MQTT-3.14.4-3]`(
        version: String
    ) async throws {
        let broker = try RunningBroker()
        let heir = try await broker.subscriber("heir", ["-t", "w", "-C", "1"])
        let polite = try await broker.subscriber(
            "polite",
            ["-V", version, "-t", "x", "-C", "1", "--will-topic", "w", "--will-payload", "gone"])
        _ = try await broker.run("mosquitto_pub", ["-t", "x", "-m", "enough"])
        #expect(try await polite.end().exitCode == 0)
        #expect(try await broker.events.ended("polite") == .disconnected)
        _ = try await broker.run("mosquitto_pub", ["-t", "w", "-m", "marker"])
        #expect(try await heir.end().output == "marker\n")
    }

    @Test(arguments: versions, [1, 2])
    func `a kept session gets what came while it was away [MQTT-3.1.2-5]`(
        version: String, shardCount: Int
    ) async throws {
        let broker = try RunningBroker(shardCount: shardCount)
        let expiry = version == "mqttv5" ? ["-x", "100"] : []
        let session = ["-V", version, "-i", "kept", "-c", "-q", "2", "-t", "k/+"] + expiry
        #expect(try await broker.run("mosquitto_sub", session + ["-E"]).exitCode == 0)
        for qos in ["1", "2"] {
            _ = try await broker.run(
                "mosquitto_pub", ["-t", "k/1", "-q", qos, "-l"], input: "a\nb\nc\n")
        }
        let back = try await broker.run("mosquitto_sub", session + ["-C", "6"])
        #expect(back.output == "a\nb\nc\na\nb\nc\n")
        let clean = ["-V", version, "-q", "2", "-t", "k/+", "-C", "1"]
        let fresh = try await broker.subscriber("kept", clean, count: 3)
        _ = try await broker.run("mosquitto_pub", ["-t", "k/1", "-m", "marker"])
        #expect(try await fresh.end().output == "marker\n")
    }

    @Test func `wildcards take what they name, and # no topic that begins with $ [MQTT-4.7.2-1]`()
        async throws
    {
        let broker = try RunningBroker()
        let all = try await broker.subscriber("all", ["-t", "#", "-C", "4", "-F", "%t"])
        let dollar = try await broker.subscriber("dollar", ["-t", "$o/#", "-C", "1", "-F", "%t"])
        let level = try await broker.subscriber("level", ["-t", "+/b", "-C", "2", "-F", "%t"])
        let tree = try await broker.subscriber("tree", ["-t", "a/#", "-C", "3", "-F", "%t"])
        for topic in ["$o/b", "a", "a/b", "a/b/c", "/b"] {
            _ = try await broker.run("mosquitto_pub", ["-t", topic, "-m", "x", "-q", "1"])
        }
        #expect(try await all.end().output == "a\na/b\na/b/c\n/b\n")
        #expect(try await dollar.end().output == "$o/b\n")
        #expect(try await level.end().output == "a/b\n/b\n")
        #expect(try await tree.end().output == "a\na/b\na/b/c\n")
    }

    @Test(arguments: versions, [1, 2])
    func `a second client of the same name takes the first one's place [MQTT-3.1.4-3]`(
        version: String, shardCount: Int
    ) async throws {
        let broker = try RunningBroker(shardCount: shardCount)
        let first = try await broker.subscriber("twin", ["-V", version, "-t", "t"])
        _ = try await broker.subscriber("twin", ["-V", version, "-t", "t"], count: 2)
        #expect(try await broker.events.ended("twin") == .takenOver)
        first.signal(9)
        let log = try broker.finalLog()
        #expect(log.contains("give each its own (-i)"))
    }
}
