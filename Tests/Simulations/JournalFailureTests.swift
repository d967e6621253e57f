import MQTTPackets
import Testing

/// The journal fails at every one of its writes in turn.
@Suite struct JournalFailureTests {
    @Test(arguments: [1, 2])
    func `no acknowledgement leaves that depends on a write that failed`(shardCount: Int) throws {
        var faults: [String] = []
        for seed in UInt64(1)...3 {
            let writes = try run(seed, shardCount, failingAt: nil).journals.recorded
            for shard in 0..<shardCount {
                for sequence in 1...max(writes[shard], 1) {
                    let world = try run(seed, shardCount, failingAt: (shard, sequence))
                    if world.ledger.violations.isEmpty { continue }
                    faults.append(
                        """
                        seed \(seed), write \(sequence) of shard \(shard): \
                        \(world.ledger.violations)
                        \(world.ledger.tailAtFirstViolation)
                        """)
                }
            }
        }
        #expect(faults.isEmpty, "\(faults.prefix(3).joined(separator: "\n"))")
    }

    /// Both clients want each other's messages; one comes again while the disk is ill; at last the
    /// disk is well and everything goes on.
    private func run(
        _ seed: UInt64, _ shardCount: Int, failingAt failure: (shard: Int, sequence: UInt64)?
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
                world.journals.committed[failure.shard] < failure.sequence, "the write failed")
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
        _ failure: (shard: Int, sequence: UInt64), _ world: World
    ) {
        if failure.sequence > 1 { return }
        let waiting = world.clients.filter { !$0.requests.isEmpty || !$0.unsettled.isEmpty }
        world.ledger.check(!waiting.isEmpty, "the failure of the first write holds something up")
    }
}
