import BrokerCore
import MQTTPackets
import SeededRandom
import Testing

@Suite struct ExactlyOnceTests {
    @Test(arguments: [ProtocolVersion.v311, .v5])
    func `case 3: ten duplicates of a QoS 2 PUBLISH each get PUBREC and are delivered once`(
        version: ProtocolVersion
    ) {
        let bench = QuietBench()
        let subscriber = bench.join("s")
        bench.send(Bytes.subscribe("t"), from: subscriber)
        _ = bench.take(from: subscriber)
        let publisher = bench.join("p", version)
        for repetition in 0..<11 {
            bench.send(
                Bytes.publish(
                    "t", [9], 2, packetID: 5, version: version, isDuplicate: repetition > 0),
                from: publisher)
            #expect(bench.take(from: publisher) == [0x50, 2, 0, 5])
        }
        #expect(bench.take(from: subscriber) == Bytes.publish("t", [9]))
        bench.send(Bytes.acknowledgement(0x62, 5), from: publisher)
        #expect(bench.take(from: publisher) == [0x70, 2, 0, 5])
    }

    @Test(arguments: 1...20)
    func `case 3: duplicates, PUBREL and takeover in any order deliver exactly once`(
        seed: UInt64
    ) {
        var random = SeededGenerator(seed: seed)
        let bench = QuietBench()
        let subscriber = bench.join("s")
        bench.send(Bytes.subscribe("t"), from: subscriber)
        _ = bench.take(from: subscriber)
        var publisher = ExactPublisher(version: seed.isMultiple(of: 2) ? .v5 : .v311)
        for _ in 0..<5_000 { publisher.step(bench, &random) }
        publisher.finish(bench)
        #expect(publisher.doneCount > 100)
        let expected = (0..<publisher.nextMessage).flatMap { number in
            Bytes.publish("t", Bytes.twoBytes(number))
        }
        #expect(bench.take(from: subscriber) == expected)
    }
}
