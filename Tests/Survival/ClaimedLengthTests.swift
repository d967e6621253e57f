import StockPeers
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct ClaimedLengthTests {
    private static let growthMaxKiB = 16 * 1_024
    private static let socketCount = 1_000

    @Test func `case 1: a thousand sockets that claim 256 MB cost less than 16 MB`() async throws {
        let broker = try await BrokerProcess()
        let healthy = try await broker.client("healthy")
        let before = try broker.usage()
        let claim: [UInt8] = [0x10, 0xFF, 0xFF, 0xFF, 0x7F, 0, 4, 0x4D, 0x51, 0x54]
        let peers = try await open(broker, sending: claim)
        for peer in peers { #expect(try await peer.bytesToEnd().isEmpty) }
        try await broker.answersPings(of: healthy)
        try expectNoGrowth(of: broker, since: before)
    }

    @Test func `case 1: a thousand sockets that claim what is allowed cost less than 16 MB`()
        async throws
    {
        let broker = try await BrokerProcess()
        let healthy = try await broker.client("healthy")
        let before = try broker.usage()
        // 65,532 bytes follow, it says: with the fixed header exactly the limit before CONNECT.
        let claim: [UInt8] = [0x10, 0xFC, 0xFF, 0x03, 0, 4, 0x4D, 0x51, 0x54, 0x54]
        let peers = try await open(broker, sending: claim)
        try await broker.answersPings(of: healthy)
        try expectNoGrowth(of: broker, since: before)
        #expect(!broker.log.contains("malformed"))
        withExtendedLifetime(peers) {}
    }

    @Test func `case 1: a thousand clients that claim 2 MB cost less than 16 MB`() async throws {
        let broker = try await BrokerProcess()
        let healthy = try await broker.client("healthy")
        let before = try broker.usage()
        var peers: [RawPeer] = []
        for number in 0..<Self.socketCount {
            let peer = try await RawPeer(port: broker.port)
            // A PUBLISH of 1,900,000 bytes, of which two come.
            await peer.send(Bytes.connect("c\(number)") + [0x30, 0xE0, 0xFB, 0x73, 0, 1])
            peers.append(peer)
        }
        for peer in peers { try await broker.accepted(peer) }
        try await broker.answersPings(of: healthy)
        try expectNoGrowth(of: broker, since: before)
        #expect(!broker.log.contains("malformed"))
    }

    private func open(_ broker: BrokerProcess, sending bytes: [UInt8]) async throws -> [RawPeer] {
        var peers: [RawPeer] = []
        for _ in 0..<Self.socketCount {
            let peer = try await RawPeer(port: broker.port)
            await peer.send(bytes)
            peers.append(peer)
        }
        return peers
    }

    private func expectNoGrowth(of broker: BrokerProcess, since before: ProcessUsage) throws {
        let after = try broker.usage()
        #expect(after.residentPeakKiB - before.residentKiB < Self.growthMaxKiB)
        #expect(after.virtualKiB - before.virtualKiB < Self.growthMaxKiB)
        #expect(after.virtualPeakKiB - before.virtualPeakKiB < Self.growthMaxKiB)
    }
}
