import BrokerCore
import MQTTPackets
import StockPeers
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct UnreleasedTests {
    @Test func `case 2: a million QoS 2 PUBLISH of 3.1.1 that are never released stay bounded`()
        async throws
    {
        let broker = try await BrokerProcess()
        let hoarder = try await broker.client("hoarder")
        let healthy = try await broker.client("healthy")
        let before = try broker.usage()
        try broker.forgetPeak()
        let idCount = 62_500
        let flood = (1...UInt16(idCount)).flatMap { Bytes.publish("t", [1], 2, packetID: $0) }
        for _ in 0..<16 {
            await hoarder.send(flood)
            _ = try await hoarder.bytes(atLeast: 4 * idCount)  // each gets its PUBREC
        }
        try await broker.answersPings(of: healthy)
        let growthKiB = try broker.usage().residentPeakKiB - before.residentKiB
        #expect(growthKiB < 8 * 1_024)
    }

    @Test func `case 2: a million QoS 2 PUBLISH of v5 that are never released end in 0x93`() {
        let bench = QuietBench()
        let subscriber = bench.join("s")
        bench.send(Bytes.subscribe("t"), from: subscriber)
        let flood = (1...UInt16(20_000)).flatMap {
            Bytes.publish("t", [1], 2, packetID: $0, version: .v5)
        }
        let pubrecs = (1...UInt16(20)).flatMap { Bytes.acknowledgement(0x50, $0) }
        for number in 0..<50 {
            let hoarder = bench.join("h\(number)", .v5)
            bench.send(flood, from: hoarder)
            #expect(bench.isClosed(hoarder))
            #expect(bench.take(from: hoarder) == pubrecs + [0xE0, 1, 0x93])
        }
        #expect(bench.shard.holdings.sessions == 1)
    }

    @Test func `case 2: a session that is kept does not gather more by coming again`() {
        let bench = QuietBench()
        let subscriber = bench.join("s")
        bench.send(Bytes.subscribe("t"), from: subscriber)
        _ = bench.take(from: subscriber)
        for round in UInt16(0)..<50 {
            let hoarder = bench.join(
                "h", .v5, isClean: false, properties: [.sessionExpiryInterval(.max)])
            for packetID in (round * 100 + 1)...(round * 100 + 30) where !bench.isClosed(hoarder) {
                bench.send(
                    Bytes.publish("t", [1], 2, packetID: packetID, version: .v5), from: hoarder)
            }
            #expect(bench.isClosed(hoarder))
            #expect(bench.take(from: hoarder).suffix(3) == [0xE0, 1, 0x93])
        }
        #expect(bench.take(from: subscriber).count == 20 * Bytes.publish("t").count)
    }
}
