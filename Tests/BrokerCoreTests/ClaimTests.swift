import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// One PUBLISH is one transaction, on whatever shards its receivers live.
@Suite struct ClaimTests {
    private func name(on shard: Int, _ start: String) throws -> String {
        try #require(
            (0..<64).lazy.map { start + String($0) }.first {
                Shard.home(of: $0, shardCount: 2) == shard
            })
    }

    /// A kept publisher on shard 0, kept subscribers on both, all of it durable.
    private func makeBench(_ qos: QoS) throws -> (ShardBench, [ShardBench.Client]) {
        let bench = ShardBench(shardCount: 2, journals: true)
        var clients: [ShardBench.Client] = []
        for (shard, start) in [(0, "p"), (0, "s"), (1, "s")] {
            clients.append(try bench.join(try name(on: shard, start), isClean: false))
        }
        bench.commit()
        for client in clients.dropFirst() { try bench.subscribe(client, "a", qos) }
        bench.commit()
        for client in clients { _ = bench.takeBytes(from: client) }
        return (bench, clients)
    }

    @Test(arguments: [QoS.atLeastOnce, .exactlyOnce])
    func `what another shard owes is in the publisher's batch`(qos: QoS) throws {
        let (bench, clients) = try makeBench(qos)
        let before = bench.batches.count
        bench.publish(clients[0], "a", [1], qos, packetID: 7)
        let batches = bench.batches.dropFirst(before)
        #expect(batches.map(\.shard) == [0])
        let kinds = batches.flatMap(\.operations).map { operation in
            switch operation {
            case .owed: "owed"
            case .received: "received"
            default: "other"
            }
        }
        #expect(
            kinds.sorted()
                == (qos == .exactlyOnce ? ["owed", "owed", "received"] : ["owed", "owed"]))
        #expect(bench.takeBytes(from: clients[0]) == [])
        bench.commit()
        #expect(bench.takeBytes(from: clients[0]).first == (qos == .exactlyOnce ? 0x50 : 0x40))
    }

    @Test func `nobody is sent a QoS 2 message before it is durable`() throws {
        let (bench, clients) = try makeBench(.exactlyOnce)
        let clean = try bench.join(try name(on: 1, "clean"))
        try bench.subscribe(clean, "a", .exactlyOnce)
        bench.publish(clients[0], "a", [1], .exactlyOnce, packetID: 7)
        for client in clients + [clean] { #expect(bench.takeBytes(from: client) == []) }
        bench.commit()
        for client in clients.dropFirst() + [clean] {
            #expect(try bench.payloads(from: client) == [[1]])
        }
    }

    @Test(arguments: [false, true])
    func `a clean session gets a kept publisher's QoS 2 message only when it is durable`(
        isAliased: Bool
    ) throws {
        let bench = ShardBench(journals: true)
        let publisher = try bench.join(
            "p", .v5, isClean: false, properties: [.sessionExpiryInterval(100)])
        let clean = try bench.join("s")
        try bench.subscribe(clean, "a", .exactlyOnce)
        bench.commit()
        _ = bench.takeBytes(from: publisher)
        bench.publish(
            publisher, "a", [1], .exactlyOnce, packetID: 7, version: .v5,
            properties: isAliased ? [.topicAlias(1)] : [])
        #expect(bench.takeBytes(from: clean) == [])
        bench.commit()
        #expect(try bench.payloads(from: clean) == [[1]])
    }

    @Test(arguments: [1, 2])
    func `a QoS 2 message that is not durable waits also with the member it is passed on to`(
        shardCount: Int
    ) throws {
        let bench = ShardBench(shardCount: shardCount, journals: true)
        let publisher = try bench.join(try name(on: 0, "p"), isClean: false)
        let leaving = try bench.join(try name(on: 0, "l"))
        let staying = try bench.join(
            shardCount == 1 ? "staying" : try name(on: 1, "staying"))
        try bench.subscribe(leaving, "$share/g/a", .exactlyOnce)
        bench.commit()
        _ = bench.takeBytes(from: publisher)
        bench.publish(publisher, "a", [1], .exactlyOnce, packetID: 7)
        try bench.subscribe(staying, "$share/g/a", .exactlyOnce)
        bench.lose(leaving)
        #expect(bench.takeBytes(from: staying).isEmpty)
        bench.commit()
        #expect(try bench.payloads(from: staying) == [[1]])
        #expect(bench.takeBytes(from: publisher) == [0x50, 2, 0, 7])
    }

    @Test func `a shard whose subscribers are clean owes nothing, and no disk is needed`() throws {
        let bench = ShardBench(shardCount: 2, journals: true)
        let publisher = try bench.join(try name(on: 0, "p"))
        let subscriber = try bench.join(try name(on: 1, "s"))
        try bench.subscribe(subscriber, "a", .atLeastOnce)
        bench.publish(publisher, "a", [1], .atLeastOnce, packetID: 7)
        #expect(bench.takeBytes(from: publisher) == [0x40, 2, 0, 7])
        #expect(try bench.payloads(from: subscriber) == [[1]])
        #expect(bench.batches.isEmpty)
    }

    @Test func `an acknowledgement waits for the claims of the other shard`() throws {
        let (bench, clients) = try makeBench(.atLeastOnce)
        bench.holdsMessages = true
        bench.publish(clients[0], "a", [1], .atLeastOnce, packetID: 7)
        bench.commit()
        #expect(bench.takeBytes(from: clients[0]) == [])
        bench.holdsMessages = false
        bench.settle()
        bench.commit()
        #expect(bench.takeBytes(from: clients[0]) == [0x40, 2, 0, 7])
    }

    @Test func `at the end a batch is handed over that waits for another shard's alone`() throws {
        let bench = ShardBench(shardCount: 2, journals: true)
        let publisher = try bench.join(try name(on: 0, "p"))
        let leavingID = try name(on: 1, "l")
        let leaving = try bench.join(leavingID, isClean: false)
        let staying = try bench.join(try name(on: 1, "s"), isClean: false)
        bench.commit()
        try bench.subscribe(leaving, "$share/g/a", .atLeastOnce)
        bench.commit()
        bench.publish(publisher, "a", [1], .atLeastOnce, packetID: 7)
        try bench.subscribe(staying, "$share/g/a", .atLeastOnce)
        #expect(bench.shards[1].hasHandedOverAll)
        _ = bench.connect(Connect(version: .v311, clientID: leavingID))
        #expect(!bench.shards[1].hasHandedOverAll)
        bench.shards[1].finishJournal()
        #expect(bench.shards[1].hasHandedOverAll)
        var batches: [JournalBatch] = []
        bench.shards[1].takeJournal(into: &batches)
        #expect(batches.count == 1)
    }
}
