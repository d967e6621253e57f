import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

@Suite struct DepartureTests {
    private static let filterCount = 5_000
    /// What a tick may take out of the index.
    private static let perTickMax = 2_048

    @Test func `a session with many subscriptions leaves the index a slice at a time`() throws {
        let bench = ShardBench()
        let client = try join(bench, "c")
        let shard = bench.shards[0]
        #expect(shard.census().indexedSubscriptions == Self.filterCount)
        shard.connectionLost(client.slot, now: bench.now)
        #expect(shard.census().sessions == 0)
        var left = Self.filterCount - Self.perTickMax
        #expect(shard.census().indexedSubscriptions == left)
        while left > 0 {
            #expect(shard.hasOpenTick)
            shard.closeTick()
            left = max(0, left - Self.perTickMax)
            #expect(shard.census().indexedSubscriptions == left)
        }
        shard.closeTick()
        #expect(!shard.hasOpenTick)
    }

    @Test func `many small sessions that end in one tick share its slice`() throws {
        let bench = ShardBench()
        let clients = try (0..<5).map { try join(bench, "c\($0)", filterCount: 1_000) }
        let shard = bench.shards[0]
        for client in clients { shard.connectionLost(client.slot, now: bench.now) }
        #expect(shard.census().sessions == 0)
        #expect(shard.census().indexedSubscriptions == 5_000 - Self.perTickMax)
        bench.settle()
        #expect(shard.census().indexedSubscriptions == 0)
    }

    @Test func `who comes before the last session is out of the index gets none of its messages`()
        throws
    {
        let bench = ShardBench()
        let client = try join(bench, "c")
        let shard = bench.shards[0]
        shard.connectionLost(client.slot, now: bench.now)
        // The bench would settle everything: this one comes in the midst of it.
        let other = try bench.join("publisher")
        let heir = try bench.join("c")
        for number in stride(from: 0, to: Self.filterCount, by: 50) {
            bench.publish(other, "f/\(number)")
        }
        #expect(bench.takeBytes(from: heir) == [])
        try bench.subscribe(heir, "f/7")
        bench.publish(other, "f/7", [7])
        #expect(try bench.payloads(from: heir) == [[7]])
    }

    @Test func `other shards hear of every filter that nobody wants any more`() throws {
        let bench = ShardBench(shardCount: 2)
        let client = try join(bench, "c")
        #expect(bench.shards.map { $0.census().indexedSubscriptions } == [5_000, 5_000])
        bench.lose(client)
        bench.settle()
        #expect(bench.shards.map { $0.census().indexedSubscriptions } == [0, 0])
    }

    @Test func `a filter that another takes up while its session leaves stays`() throws {
        let bench = ShardBench(shardCount: 2)
        let client = try join(bench, "c")
        bench.shards[client.shard].connectionLost(client.slot, now: bench.now)
        let heir = try bench.join("c")
        for number in [0, 2_100, Self.filterCount - 1] { try bench.subscribe(heir, "f/\(number)") }
        bench.settle()
        let other = try bench.join(far(from: client, in: bench))
        for number in [0, 2_100, Self.filterCount - 1] { bench.publish(other, "f/\(number)") }
        #expect(try bench.payloads(from: heir).count == 3)
    }

    /// A client with many subscriptions, none of whose answers wait.
    private func join(
        _ bench: ShardBench, _ clientID: String, filterCount: Int = filterCount
    ) throws -> ShardBench.Client {
        let client = try bench.join(clientID)
        guard let packetID = PacketID(1) else { return client }
        let subscriptions = (0..<filterCount).map { Subscription("f/\($0)", SubscriptionOptions()) }
        bench.send(
            .subscribe(Subscribe(packetID: packetID, subscriptions: subscriptions)), from: client)
        _ = bench.takeBytes(from: client)
        return client
    }

    /// The identifier of a client that lives on another shard.
    private func far(from client: ShardBench.Client, in bench: ShardBench) -> String {
        let names = (0..<64).map { "p\($0)" }
        return names.first {
            Shard.home(of: $0, shardCount: bench.shards.count) != client.shard
        } ?? ""
    }
}
