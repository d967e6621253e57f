import BrokerCore
import MQTTPackets
import StockPeers
import Testing

@Suite(.serialized, .timeLimit(.minutes(5))) struct UserPropertyTests {
    /// A CONNECT as long as one may be, full of user properties.
    private static func connect(propertyCount: Int, textBytes: Int) -> [UInt8] {
        let pair = UserProperty(
            String(repeating: "n", count: textBytes), String(repeating: "v", count: textBytes))
        return Bytes.of(
            .connect(
                Connect(
                    version: .v5, clientID: "c",
                    properties: Properties(
                        Array(repeating: .userProperty(pair), count: propertyCount)))), .v5)
    }

    @Test func `case 7: 64 KiB of user properties in 10,000 CONNECTs leave memory flat`()
        async throws
    {
        let broker = try await BrokerProcess(["connection_messages false"])
        let connect = Self.connect(propertyCount: 1, textBytes: 32_700)
        #expect(connect.count > 65_400 && connect.count <= 65_536)
        for _ in 0..<500 { try await self.connect(broker, connect) }
        let before = try broker.usage()
        for _ in 500..<10_000 { try await self.connect(broker, connect) }
        let after = try broker.usage()
        #expect(after.residentKiB - before.residentKiB < 2 * 1_024)
    }

    @Test func `case 7: 13,000 user properties cost time in proportion, not in its square`() {
        let work = [1_300, 13_000].map { count in
            let connect = Self.connect(propertyCount: count, textBytes: 0)
            #expect(connect.count <= 65_536)
            let bench = QuietBench()
            let before = ThreadTime.used
            for _ in 0..<260_000 / count {  // altogether the same number of properties
                let client = bench.open()
                bench.send(connect, from: client)
                #expect(bench.take(from: client).first == 0x20)
                bench.lose(client)
            }
            return ThreadTime.used - before
        }
        // In the square of their number they would take ten times as long.
        #expect(work[1] < work[0] * 5)
    }

    @Test func `case 7: user properties of a will go with it, and nothing stays`() {
        let bench = QuietBench()
        let subscriber = bench.join("s", .v5)
        bench.send(Bytes.subscribe("w", version: .v5), from: subscriber)
        _ = bench.take(from: subscriber)
        let will = Will(
            topic: "w",
            properties: Properties(
                (0..<1_000).map { .userProperty(UserProperty("\($0)", "v")) }))
        for _ in 0..<20 {
            let client = bench.join("c", .v5, will: will)
            bench.lose(client)
            let frames = Bytes.frames(in: bench.take(from: subscriber))
            #expect(frames.count == 1)
            #expect((frames.first?.count ?? 0) > 8_000)
        }
        #expect(bench.shard.census().sessions == 1)
    }

    private func connect(_ broker: BrokerProcess, _ connect: [UInt8]) async throws {
        let peer = try await RawPeer(port: broker.port)
        await peer.send(connect)
        _ = try await peer.bytes(atLeast: 5)  // CONNACK
        await peer.close()
    }
}
