import Foundation
import StockPeers
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct DescriptorTests {
    @Test func `case 11: without descriptors the broker rests, serves who is there, and recovers`()
        async throws
    {
        let broker = try await BrokerProcess(descriptorsMax: 128)
        let healthy = try await broker.client("healthy")
        let silent = try await broker.client("silent", keepAlive: 4)
        var crowd: [RawPeer] = []
        for number in 0..<400 {
            let peer = try await RawPeer(port: broker.port)
            await peer.send(Bytes.connect("c\(number)"))
            crowd.append(peer)
            if number.isMultiple(of: 4) { try await broker.answersPings(of: silent, count: 1) }
        }
        try await broker.logs("no file descriptor is left")
        try await broker.accepted(crowd[0])
        try await broker.answersPings(of: healthy)
        try await expectRest(broker, while: silent)
        try await broker.answersPings(of: healthy)
        try await broker.answersPings(of: crowd[0])
        #expect(broker.log.components(separatedBy: "no file descriptor").count == 2, "told once")

        for peer in crowd { await peer.close() }
        let late = try await broker.client("late")
        try await broker.answersPings(of: late)
        try await broker.answersPings(of: healthy)
    }

    /// The window of observation is the keep alive of a client that says nothing any more: the
    /// broker itself ends it, after six seconds at the least.
    private func expectRest(_ broker: BrokerProcess, while silent: RawPeer) async throws {
        try await broker.answersPings(of: silent, count: 1)
        let clock = ContinuousClock()
        let start = clock.now
        let before = try broker.usage()
        _ = try await silent.bytesToEnd()
        let share = (try broker.usage().processor - before.processor) / (clock.now - start)
        #expect(share < 0.05)
    }
}
