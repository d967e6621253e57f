import BrokerCore
import MQTTPackets

/// One small history, always the same, in which the broker is killed after a chosen number of
/// batches became durable.
struct CrashPoint {
    /// What still happens between the last batch and the end.
    enum Ending: CaseIterable {
        /// Nothing: not even the shard heard of it.
        case atOnce
        /// Everything that needs no further batch.
        case atRest
    }

    let seed: UInt64
    let shardCount: Int
    let ending: Ending
    /// Whether another number of shards starts afterwards.
    var isReshaped = false

    /// Tries every point, from before the first batch to after the last one, and lets tests that
    /// wait for a broker's answer go between.
    func runAll() async throws -> [String] {
        let count = try run(crashingAt: nil).writes
        var faults: [String] = []
        for point in 0...count {
            await Task.yield()
            let ledger = try run(crashingAt: point).ledger
            if ledger.violations.isEmpty { continue }
            faults.append(
                "\(self) point \(point): \(ledger.violations)\n\(ledger.tailAtFirstViolation)")
            if faults.count == 3 { break }
        }
        return faults
    }

    private func run(crashingAt point: Int?) throws -> (writes: Int, ledger: Ledger) {
        var traits = Traits(shardCount: shardCount, journals: true, pace: .all)
        traits.batchesAtOnce = 1
        let world = World(seed: seed, traits: traits)
        world.journals.writesMax = point ?? .max
        for client in clients { world.connect(world.add(client)) }
        try advance(world, to: point)
        for round in 1...3 {
            for client in world.clients { publish(round, by: client) }
            if round == 2 {
                world.clients[0].toggle(0)
                world.cut(world.clients[1])
                world.connect(world.clients[1])
                world.takeOver(world.clients[3], cleanStart: true)
            }
            try advance(world, to: point)
        }
        let writes = world.journals.writes
        if world.crashCount == 0, point != nil { try kill(world) }
        for client in world.clients where client.connection == nil { world.connect(client) }
        try world.drain()
        for client in world.clients { publish(4, by: client) }  // nothing got stuck
        try world.drain()
        check(world)
        try world.everybodyLeaves()
        return (writes, world.ledger)
    }

    private var clients: [ClientTraits] {
        let all = Wish("t/#", SubscriptionOptions(qos: .exactlyOnce), identifier: 1)
        let some = Wish("r/#", SubscriptionOptions(qos: .atLeastOnce), identifier: 2)
        let shared = Wish("$share/g/s/#", SubscriptionOptions(qos: .exactlyOnce), identifier: 10)
        return [
            ClientTraits(clientID: "c0", wishes: [all, some], firstWishes: 2),
            ClientTraits(
                clientID: "c1", wishes: [all, shared], firstWishes: 2, receiveMaximum: 2,
                isSlowToAcknowledge: true),
            ClientTraits(clientID: "c2", wishes: [some, shared], firstWishes: 2),
            ClientTraits(clientID: "c3", wishes: [shared], firstWishes: 1),
        ]
    }

    private func publish(_ round: Int, by client: SimulatedClient) {
        if !client.mayPublish { return }
        let clientID = client.clientID
        let topics = ["t/\(clientID)", "s/\(clientID)", "r/\(clientID)"]
        for (place, topic) in topics.enumerated() {
            for qos in [QoS.exactlyOnce, .atLeastOnce] {
                if place == 2, qos == .exactlyOnce { continue }  // one retained one at a time
                client.publish(
                    Message(
                        publisher: clientID, topic: topic,
                        sequence: round * 2 + Int(qos.rawValue), qos: qos),
                    isRetained: place == 2)
            }
        }
    }

    /// Goes on until nothing is left to happen, over the chosen point.
    private func advance(_ world: World, to point: Int?) throws {
        if world.crashCount > 0 || point == nil {
            try world.drain()
            for client in world.clients where client.connection == nil { world.connect(client) }
            try world.drain()
            return
        }
        while try world.step() {
            if ending == .atOnce, world.journals.writes == point { break }
        }
        if world.journals.writes == point { try kill(world) }
    }

    private func kill(_ world: World) throws {
        world.crash(shardCount: isReshaped ? 3 - shardCount : nil)
        world.journals.writesMax = .max
        try world.drain()
        for client in world.clients where client.connection == nil { world.connect(client) }
        try world.drain()
    }

    private func check(_ world: World) {
        let ledger = world.ledger
        for client in world.clients {
            ledger.check(client.unsettled.isEmpty, "\(client.clientID) is not settled")
            ledger.check(client.requests.isEmpty, "\(client.clientID) waits")
            ledger.checkNothingLost(for: client.clientID)
            ledger.checkRetainedSeen(by: client.clientID)
        }
        ledger.checkNothingLostByGroups()
        for counts in world.counts {
            ledger.check(
                counts.queuedMessages + counts.unsettledMessages == 0, "messages are left over")
        }
    }
}
