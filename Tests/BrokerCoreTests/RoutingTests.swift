import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

@Suite struct RoutingTests {
    private func subscribe(
        _ bench: ShardBench, _ clientID: String, _ filter: String, _ qos: QoS,
        version: ProtocolVersion = .v311
    ) throws -> ShardBench.Client {
        let client = bench.connect(Connect(version: version, clientID: clientID))
        bench.send(
            .subscribe(
                Subscribe(
                    packetID: try #require(PacketID(1)),
                    subscriptions: [
                        Subscription(filter, SubscriptionOptions(qos: qos))
                    ])), version: version, from: client)
        _ = try bench.take(from: client, version: version)
        return client
    }

    @Test(arguments: [1, 2, 4])
    func `a publication reaches every subscriber on every shard`(shardCount: Int) throws {
        let bench = ShardBench(shardCount: shardCount)
        let subscribers = try (0..<10).map {
            try subscribe(bench, "s\($0)", $0 % 2 == 0 ? "a/b" : "a/+", .atLeastOnce)
        }
        let publisher = bench.connect(Connect(version: .v5, clientID: "p"))
        _ = try bench.take(from: publisher, version: .v5)
        bench.send(
            .publish(
                Publish(
                    topic: "a/b", payload: [1, 2, 3], qos: .atLeastOnce, packetID: PacketID(9))),
            version: .v5, from: publisher)
        #expect(
            try bench.take(from: publisher, version: .v5) == [
                .puback(Acknowledgement(packetID: try #require(PacketID(9))))
            ])
        for subscriber in subscribers {
            #expect(
                try bench.take(from: subscriber) == [
                    .publish(
                        Publish(
                            topic: "a/b", payload: [1, 2, 3], qos: .atLeastOnce,
                            packetID: PacketID(1)))
                ])
        }
    }
}
