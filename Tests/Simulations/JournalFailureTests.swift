import BrokerCore
import MQTTPackets
import Testing

/// The journal fails at every one of its writes in turn.
@Suite struct JournalFailureTests {
    @Test(arguments: [1, 2])
    func `no acknowledgement leaves that depends on a write that failed`(shardCount: Int) throws {
        var faults: [String] = []
        for seed in UInt64(1)...3 {
            let writes = try run(seed, shardCount, failingAt: nil).journals.submittedCounts
            for shard in 0..<shardCount {
                for count in 1...max(writes[shard], 1) {
                    let world = try run(seed, shardCount, failingAt: (shard, count))
                    if world.ledger.violations.isEmpty { continue }
                    faults.append(
                        """
                        seed \(seed), write \(count) of shard \(shard): \
                        \(world.ledger.violations)
                        \(world.ledger.tailAtFirstViolation)
                        """)
                }
            }
        }
        #expect(faults.isEmpty, "\(faults.prefix(3).joined(separator: "\n"))")
    }

    @Test(arguments: [1, 2])
    func `while nothing is written what waits stays bounded, and all of it heals`(
        shardCount: Int
    ) throws {
        for seed in UInt64(1)...5 {
            let world = try illWorld(seed, shardCount)
            var halfway: [ShardCensus] = []
            for turn in 0..<2_000 {
                if turn == 1_000 { halfway = world.counts }
                try act(turn, in: world)
                for counts in world.counts {
                    world.ledger.check(
                        counts.heldAcknowledgements <= world.clients.count * 9,
                        "\(counts.heldAcknowledgements) acknowledgements wait")
                }
            }
            for (before, after) in zip(halfway, world.counts) {
                world.ledger.check(
                    after.waitingJournalBytes <= max(before.waitingJournalBytes, 2_000) + 2_000,
                    "\(before.waitingJournalBytes) bytes grew to \(after.waitingJournalBytes)")
            }
            world.ledger.check(
                world.counts.contains { $0.waitingJournalBytes > 2_000 }, "a journal is full")
            world.journals.failure = nil
            for _ in 0..<20 {
                for client in world.clients where client.connection == nil {
                    world.connect(client)
                }
                try world.drain()
            }
            for client in world.clients {
                world.ledger.check(client.isConnected, "\(client.clientID) is not connected")
                world.ledger.check(client.unsettled.isEmpty, "\(client.clientID) is not settled")
                world.ledger.check(client.requests.isEmpty, "\(client.clientID) waits")
                world.ledger.checkNothingLost(for: client.clientID)
            }
            for counts in world.counts {
                world.ledger.check(counts.waitingJournalBytes == 0, "something still waits")
                world.ledger.check(counts.stalledConnections == 0, "somebody is not read from")
            }
            expectNoViolation(world, seed)
        }
    }

    /// Clients of two versions are connected; from now on nothing of the first shard is written.
    private func illWorld(_ seed: UInt64, _ shardCount: Int) throws -> World {
        var traits = Traits(shardCount: shardCount, journals: true, pace: .all)
        traits.limits.journalBytesMax = 2_000
        traits.limits.heldAcknowledgementsMax = 8
        let world = World(seed: seed, traits: traits)
        for place in 0..<4 {
            let wishes = [
                Wish("t/#", SubscriptionOptions(qos: .exactlyOnce)),
                Wish("u/#", SubscriptionOptions(qos: .atLeastOnce)),
            ]
            world.connect(
                world.add(
                    ClientTraits(
                        clientID: "c\(place)", version: place % 2 == 0 ? .v5 : .v311,
                        wishes: wishes, firstWishes: 1)))
        }
        try world.drain()
        world.journals.failure = (shard: 0, count: world.journals.durableCounts[0] + 1)
        return world
    }

    /// One client publishes, subscribes, or comes again.
    private func act(_ turn: Int, in world: World) throws {
        let client = world.clients[turn % world.clients.count]
        switch turn / world.clients.count % 8 {
        case 0: if client.isConnected { client.toggle(1) }
        case 4: if client.connection != nil { world.takeOver(client) }
        case 5: if client.connection == nil { world.connect(client) }
        default:
            for (place, qos) in [QoS.atMostOnce, .atLeastOnce, .exactlyOnce].enumerated()
            where client.mayPublish {
                let message = Message(
                    publisher: client.clientID,
                    topic: "\(qos == .atMostOnce ? "q" : "t")/\(client.clientID)/\(place)",
                    sequence: turn + 1, qos: qos)
                client.publish(message, isRetained: qos == .atMostOnce)
            }
        }
        for _ in 0..<12 { _ = try world.step() }
    }

    /// Both clients want each other's messages; one comes again while the disk is ill; at last the
    /// disk is well and everything goes on.
    private func run(
        _ seed: UInt64, _ shardCount: Int, failingAt failure: (shard: Int, count: Int)?
    ) throws -> World {
        let world = World(
            seed: seed, traits: Traits(shardCount: shardCount, journals: true, pace: .all))
        world.journals.failure = failure
        for clientID in ["c0", "c1", "c2"] {
            let wish = Wish("t/#", SubscriptionOptions(qos: .exactlyOnce))
            let other = Wish("r/#", SubscriptionOptions(qos: .atLeastOnce))
            world.connect(
                world.add(ClientTraits(clientID: clientID, wishes: [wish, other], firstWishes: 2)))
        }
        try world.drain()
        for client in world.clients.dropFirst() { publish(by: client) }
        try world.drain()
        world.cut(world.clients[1])
        world.connect(world.clients[1])
        world.clients[0].toggle(1)
        try world.drain()
        if let failure {
            world.ledger.check(
                world.journals.durableCounts[failure.shard] < failure.count, "the write failed")
            checkSomethingWaits(failure, world)
        }
        world.journals.failure = nil
        try world.drain()
        for client in world.clients {
            world.ledger.check(client.unsettled.isEmpty, "\(client.clientID) is not settled")
            world.ledger.check(client.requests.isEmpty, "\(client.clientID) waits")
            world.ledger.checkNothingLost(for: client.clientID)
        }
        return world
    }

    private func publish(by client: SimulatedClient) {
        if !client.mayPublish { return }  // CONNACK waits for the disk
        for (place, qos) in [QoS.atLeastOnce, .exactlyOnce].enumerated() {
            let topic = place == 0 ? "t/\(client.clientID)" : "r/\(client.clientID)"
            client.publish(
                Message(
                    publisher: client.clientID, topic: topic, sequence: place + 1,
                    qos: qos), isRetained: place == 1)
        }
    }

    /// A failure must be seen: at its first write nobody there may get any acknowledgement.
    private func checkSomethingWaits(
        _ failure: (shard: Int, count: Int), _ world: World
    ) {
        if failure.count > 1 { return }
        let waiting = world.clients.filter {
            !$0.isConnected || !$0.requests.isEmpty || !$0.unsettled.isEmpty
        }
        world.ledger.check(!waiting.isEmpty, "the failure of the first write holds something up")
    }
}
