import BrokerCore
import MQTTPackets
import StockPeers
import Testing

@Suite(.timeLimit(.minutes(2))) struct TrickleTests {
    /// A packet of 1.9 MB of which nearly all has come; then the rest byte by byte, each in a tick
    /// of its own. Were it copied for each byte, that would be four gigabytes.
    @Test func `case 9: a long packet that trickles in costs no more than its bytes`() async throws
    {
        let broker = try await BrokerProcess()
        let healthy = try await broker.client("healthy")
        let count = 1_900_000
        let packet = Bytes.publish("t", [UInt8](repeating: 1, count: count), 1, packetID: 3)
        let trickling = try await broker.client("trickling")
        let trickle = 2_000
        await trickling.send(Array(packet.dropLast(trickle)))
        try await broker.answersPings(of: healthy)
        let pings = try await processorTime(of: broker) {
            for _ in 0..<trickle { try await broker.answersPings(of: healthy, count: 1) }
        }
        let both = try await processorTime(of: broker) {
            for byte in packet.suffix(trickle) {
                await trickling.send([byte])
                try await broker.answersPings(of: healthy, count: 1)
            }
        }
        #expect(try await trickling.bytes(atLeast: 4) == [0x40, 2, 0, 3])
        // A byte costs about as much as a ping.
        #expect(both < pings * 4 + .milliseconds(200))
    }

    @Test(arguments: [1, 700, 4_097, 60_000])
    func `case 9: packets cut into any pieces arrive whole`(pieceBytes: Int) async throws {
        let broker = try await BrokerProcess()
        let healthy = try await broker.client("healthy")
        let client = try await broker.client("client")
        let sizes = pieceBytes == 1 ? [3, 5_000] : [3, 5_000, 70_000, 131_072, 300_000, 10, 8_000]
        let bytes = sizes.enumerated().flatMap { place, size in
            Bytes.publish(
                "t", [UInt8](repeating: 1, count: size), 1, packetID: UInt16(place + 1))
        }
        var start = 0
        while start < bytes.count {
            let end = min(start + pieceBytes, bytes.count)
            await client.send(Array(bytes[start..<end]))
            start = end
            if pieceBytes > 1 { try await broker.answersPings(of: healthy, count: 1) }
        }
        let expected = sizes.indices.flatMap { Bytes.acknowledgement(0x40, UInt16($0 + 1)) }
        #expect(try await client.bytes(atLeast: expected.count) == expected)
    }

    @Test func `a client that acknowledges nothing holds no more than its limits`() {
        let bench = QuietBench {
            $0.outboundBytesMax = 100_000
            $0.queuedMessagesMax = 50
        }
        let hoarder = bench.join("h", isClean: false)
        bench.send(Bytes.subscribe("t", 1), from: hoarder)
        _ = bench.take(from: hoarder)
        let publisher = bench.join("p", .v5)
        let payload = [UInt8](repeating: 1, count: 1_000)
        for packetID in UInt16(1)...300 {
            bench.send(
                Bytes.publish("t", payload, 1, packetID: packetID, version: .v5), from: publisher)
        }
        let underWay = Bytes.frames(in: bench.take(from: hoarder)).count
        #expect((90...101).contains(underWay))
        let answers = Bytes.frames(in: bench.take(from: publisher))
        #expect(answers.count { $0.count == 4 } == underWay + 50)
        #expect(answers.count { $0.last == 0x97 } == 300 - underWay - 50)
        // What is acknowledged makes room for what waits.
        for packetID in UInt16(1)...60 {
            bench.send(Bytes.acknowledgement(0x40, packetID), from: hoarder)
        }
        #expect(Bytes.frames(in: bench.take(from: hoarder)).count == 50)
    }

    private func processorTime(
        of broker: BrokerProcess, _ work: () async throws -> Void
    ) async throws -> Duration {
        let before = try broker.usage().processor
        try await work()
        return try broker.usage().processor - before
    }
}
