import StockPeers
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct OverloadTests {
    private static let payload = [UInt8](repeating: 0x78, count: 16_000)
    /// What one connection may hold, `Limits.outboundBytesMax`.
    private static let outboundKiB = 16 * 1_024
    /// What one session may hold: a thousand messages.
    private static let queuedKiB = 16_000

    @Test func `case 9: 200 MB for a subscriber that reads slowly stay within the limits`()
        async throws
    {
        let broker = try await BrokerProcess(["connection_messages false"])
        let healthy = try await broker.client("healthy")
        let slow = try await broker.client("slow", reads: false)
        await slow.send(Bytes.subscribe("t", 1))
        let publisher = try await broker.client("publisher")
        try await broker.answersPings(of: healthy)
        let before = try broker.usage()
        try broker.forgetPeak()

        let count = 12_500
        async let acknowledged = publisher.bytes(atLeast: 4 * count)
        async let flooded: Void = publish(count, from: publisher)
        // It reads nothing until the broker holds all it may and makes the publisher wait.
        try await broker.logs("publisher must wait")
        try await echo("while it is full", healthy, broker)
        try await slow.startReading()
        async let received = SlowReader(slow).acknowledge(
            count, frameLength: Bytes.publish("t", Self.payload, 1).count)
        for round in 0..<20 { try await echo("\(round)", healthy, broker) }
        _ = await flooded
        #expect(try await acknowledged.count == 4 * count)
        #expect(try await received == count)

        let growthKiB = try broker.usage().residentPeakKiB - before.residentKiB
        #expect(growthKiB < Self.outboundKiB + Self.queuedKiB + 8 * 1_024)
    }

    @Test func `a subscriber that never reads costs its limit and 4 MB, and slows nobody`()
        async throws
    {
        let broker = try await BrokerProcess(["connection_messages false"])
        let healthy = try await broker.client("healthy")
        await healthy.send(Bytes.subscribe("t", 1))
        _ = try await healthy.bytes(atLeast: 5)
        let publisher = try await broker.client("publisher")
        // What the flood itself takes, without the deaf one.
        try await flood(400, publisher, healthy)
        let before = try broker.usage()
        let deaf = try await broker.client("deaf", reads: false)
        await deaf.send(Bytes.subscribe("t", 0))
        try await broker.answersPings(of: publisher)
        try await flood(4_000, publisher, healthy)
        try await broker.logs("Client deaf reads too slowly")
        let growthKiB = try broker.usage().residentKiB - before.residentKiB
        #expect(growthKiB > Self.outboundKiB - 1_024, "the deaf one is really deaf")
        #expect(growthKiB < Self.outboundKiB + 4 * 1_024)
        await deaf.close()
    }

    /// All messages of the flood arrive and are acknowledged, fifty at a time.
    private func flood(_ count: Int, _ publisher: RawPeer, _ healthy: RawPeer) async throws {
        let frameLength = Bytes.publish("t", Self.payload, 1).count
        for _ in 0..<count / 50 {
            await publish(50, from: publisher)
            let received = try await SlowReader(healthy).acknowledge(50, frameLength: frameLength)
            #expect(received == 50)
            #expect(try await publisher.bytes(atLeast: 200).count == 200)
        }
    }

    private func publish(_ count: Int, from publisher: RawPeer) async {
        for number in 0..<count {
            await publisher.send(
                Bytes.publish("t", Self.payload, 1, packetID: UInt16(number % 65_535 + 1)))
        }
    }

    /// A PINGREQ and a PUBLISH of QoS 1 are answered.
    private func echo(_ text: String, _ healthy: RawPeer, _ broker: BrokerProcess) async throws {
        try await broker.answersPings(of: healthy, count: 1)
        await healthy.send(Bytes.publish("h", Array(text.utf8), 1, packetID: 1))
        #expect(try await healthy.bytes(atLeast: 4) == [0x40, 2, 0, 1])
    }
}
