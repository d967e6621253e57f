import BrokerCore
import MQTTPackets
import Testing

@Suite struct DeepTopicTests {
    private static let slashes = String(repeating: "/", count: 65_535)

    /// What came of a packet.
    private struct Outcome: Equatable, Sendable {
        var isClosed: Bool
        var answer: [UInt8]
        var end: EndReason?
    }

    @Test func `case 4: PUBLISH of 65,535 levels is refused, retained or not`() async {
        for isRetained in [false, true] {
            let bytes = { (version: ProtocolVersion) in
                Bytes.publish(
                    Self.slashes, [1], 1, version: version, isRetained: isRetained)
            }
            let tooDeep = EndReason.topicTooDeep(levelsMax: 200)
            #expect(
                await outcome(.v5, bytes(.v5))
                    == Outcome(isClosed: true, answer: [0xE0, 1, 0x90], end: tooDeep))
            #expect(
                await outcome(.v311, bytes(.v311))
                    == Outcome(isClosed: true, answer: [], end: tooDeep))
        }
    }

    @Test func `case 4: SUBSCRIBE of 65,535 levels is refused`() async {
        for filter in [Self.slashes, Self.slashes.dropLast() + "#", Self.wildcards("+")] {
            #expect(
                await outcome(.v5, Bytes.subscribe(filter, version: .v5))
                    == Outcome(isClosed: false, answer: [0x90, 4, 0, 77, 0, 0x8F]))
            #expect(
                await outcome(.v311, Bytes.subscribe(filter))
                    == Outcome(isClosed: false, answer: [0x90, 3, 0, 77, 0x80]))
        }
    }

    @Test func `case 4: UNSUBSCRIBE of 65,535 levels finds nothing`() async {
        #expect(
            await outcome(.v5, Bytes.unsubscribe(Self.slashes, version: .v5))
                == Outcome(isClosed: false, answer: [0xB0, 4, 0, 78, 0, 0x11]))
        #expect(
            await outcome(.v311, Bytes.unsubscribe(Self.slashes))
                == Outcome(isClosed: false, answer: [0xB0, 2, 0, 78]))
    }

    @Test func `case 4: a will of 65,000 levels is refused`() async {
        let answers = await SmallStack.run {
            [ProtocolVersion.v5, .v311].map { version in
                let bench = QuietBench()
                let client = bench.open()
                let will = Will(topic: String(Self.slashes.prefix(65_000)))
                let connect = Connect(version: version, clientID: "c", will: will)
                bench.send(Bytes.of(.connect(connect), version), from: client)
                return bench.isClosed(client) ? bench.take(from: client) : []
            }
        }
        #expect(answers == [[0x20, 3, 0, 0x90, 0], [0x20, 2, 0, 3]])
    }

    @Test func `case 4: nothing recurses over levels even where all 65,536 are allowed`() async {
        let filters = [Self.slashes, Self.slashes.dropLast() + "#", Self.wildcards("+")]
        let topics = [Self.slashes, Self.wildcards("a")]
        let outcomes = await SmallStack.run {
            filters.map { filter in topics.map { Self.travel(filter, $0) } }
        }
        // What was retained, a live message, the empty one that removes the first, the will.
        #expect(outcomes == [[4, 0], [4, 0], [0, 4]])
    }

    /// As many levels of one letter as fit.
    private static func wildcards(_ level: String) -> String {
        String(repeating: level + "/", count: 32_767) + level
    }

    /// How many messages came through the filter on the topic; -1 when something stays behind.
    private static func travel(_ filter: String, _ topic: String) -> Int {
        let bench = QuietBench {
            $0.topicLevelsMax = .max
            $0.packetBytesMaxBeforeAuthentication = $0.packetBytesMax
        }
        let publisher = bench.join("p", will: Will(topic: topic))
        bench.send(Bytes.publish(topic, isRetained: true), from: publisher)
        let subscriber = bench.join("s")
        bench.send(Bytes.subscribe(filter), from: subscriber)
        bench.send(Bytes.publish(topic), from: publisher)
        bench.send(Bytes.publish(topic, [], isRetained: true), from: publisher)
        bench.lose(publisher)
        let count = Bytes.frames(in: bench.take(from: subscriber)).count {
            $0.first.map { $0 >> 4 } == 3
        }
        bench.send(Bytes.unsubscribe(filter), from: subscriber)
        return bench.shard.census().indexedSubscriptions == 0 ? count : -1
    }

    private func outcome(_ version: ProtocolVersion, _ bytes: [UInt8]) async -> Outcome {
        await SmallStack.run {
            let bench = QuietBench()
            let client = bench.join("c", version)
            bench.send(bytes, from: client)
            return Outcome(
                isClosed: bench.isClosed(client), answer: bench.take(from: client),
                end: bench.lastEnd)
        }
    }
}
