import BrokerCore
import MQTTPackets
import StockPeers
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct UnreleasedTests {
    @Test
    func `case 2: a million QoS 2 PUBLISH that are never released stay bounded without limit`()
        async throws
    {
        let broker = try await BrokerProcess(["max_inflight_messages 0"])
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

    @Test(arguments: [ProtocolVersion.v311, .v5])
    func `case 2: a million QoS 2 PUBLISH that are never released end the connection, v5 by 0x93`(
        version: ProtocolVersion
    ) {
        let bench = QuietBench()
        let subscriber = bench.join("s")
        bench.send(Bytes.subscribe("t"), from: subscriber)
        let flood = Self.flood(20_000, version)
        for number in 0..<50 {
            let hoarder = bench.join("h\(number)", version)
            bench.send(flood, from: hoarder)
            #expect(bench.isClosed(hoarder))
            #expect(
                bench.take(from: hoarder)
                    == Self.pubrecs + (version == .v5 ? [0xE0, 1, 0x93] : []))
        }
        #expect(bench.shard.census().sessions == 1)
    }

    @Test(arguments: [ProtocolVersion.v311, .v5])
    func `case 2: a kept session gathers no more by coming again with what it has not released`(
        version: ProtocolVersion
    ) {
        let bench = QuietBench()
        let subscriber = bench.join("s")
        bench.send(Bytes.subscribe("t"), from: subscriber)
        _ = bench.take(from: subscriber)
        let properties: Properties = version == .v5 ? [.sessionExpiryInterval(.max)] : []
        for _ in 0..<50 {
            let hoarder = bench.join("h", version, isClean: false, properties: properties)
            bench.send(Self.flood(30, version), from: hoarder)
            #expect(bench.isClosed(hoarder))
            #expect(bench.take(from: hoarder).starts(with: Self.pubrecs))
        }
        #expect(bench.take(from: subscriber).count == 20 * Bytes.publish("t").count)
        #expect(bench.shard.census().sessions == 2)
    }

    /// The answers within the standard limit of 20.
    private static let pubrecs = (1...UInt16(20)).flatMap { Bytes.acknowledgement(0x50, $0) }

    private static func flood(_ count: UInt16, _ version: ProtocolVersion) -> [UInt8] {
        (1...count).flatMap { Bytes.publish("t", [1], 2, packetID: $0, version: version) }
    }
}
