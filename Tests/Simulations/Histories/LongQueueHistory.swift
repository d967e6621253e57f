import BrokerCore
import MQTTPackets
import SeededRandom

/// Queues of many hundred messages, which leave memory and come back while their clients come and
/// go and the broker is killed.
final class LongQueueHistory {
    let world: World
    /// The most messages that were out of memory at once.
    private(set) var longestPaged = 0
    private var choice: SeededGenerator
    private let publishers: [SimulatedClient]
    private let readers: [SimulatedClient]
    private var sequence = 0

    /// Messages in memory for a client that is away, beyond those that it was sent: both ends of
    /// its queue, and what was brought back for it before it left.
    private static let residentMax = 64 + 64 + 32 + 256

    init(seed: UInt64) {
        choice = SeededGenerator(seed: seed ^ 0x10_C0)
        var traits = Traits(journals: true, pace: .all)
        traits.shardCount = [1, 2, 3].randomElement(using: &choice) ?? 1
        traits.limits.inflightMessagesMax = 20
        traits.limits.queuedMessagesMax = 5_000
        let world = World(seed: choice.next(), traits: traits)
        self.world = world
        let versions: [ProtocolVersion] = [.v5, .v311]
        publishers = versions.enumerated().map { place, version in
            world.add(ClientTraits(clientID: "p\(place)", version: version))
        }
        readers = (0..<3).map { place in
            let version: ProtocolVersion = place == 2 ? .v311 : .v5
            var wishes = [Wish("t/#", SubscriptionOptions(qos: .exactlyOnce))]
            if place == 1 {
                let share = SubscriptionOptions(qos: .exactlyOnce)
                wishes.append(Wish("$share/g/s", share, identifier: 10))
            }
            return world.add(
                ClientTraits(
                    clientID: "r\(place)", version: version, wishes: wishes,
                    firstWishes: wishes.count,
                    receiveMaximum: version == .v5 ? [3, 10, 30][place] : nil,
                    isSlowToAcknowledge: place == 0, appetite: place == 1 ? .all : .pieces))
        }
    }

    func run() throws {
        for client in world.clients { world.connect(client) }
        try world.drain()
        for reader in readers { world.cut(reader) }
        for _ in 0..<120 { try publishAndStep() }
        try rest()
        for _ in 0..<8 { try phase() }
        try comeToRest()
        for client in world.clients {
            world.ledger.check(client.unsettled.isEmpty, "\(client.clientID) is not settled")
            world.ledger.checkNothingLost(for: client.clientID)
        }
        world.ledger.checkNothingLostByGroups()
        for counts in world.counts {
            world.ledger.check(counts.queuedMessages == 0, "\(counts.queuedMessages) wait")
            world.ledger.check(counts.pagedMessages == 0, "\(counts.pagedMessages) are away")
        }
        try world.everybodyLeaves()
    }

    /// Some readers leave or come, many messages are published, perhaps the broker is killed.
    private func phase() throws {
        for reader in readers {
            switch Int.random(in: 0..<4, using: &choice) {
            case 0: if reader.connection == nil { world.connect(reader) }
            case 1: if reader.connection != nil { world.takeOver(reader) }
            default: world.cut(reader)
            }
        }
        let killAt = Bool.random(using: &choice) ? Int.random(in: 0..<120, using: &choice) : nil
        let count = Int.random(in: 30...120, using: &choice)
        for round in 0..<count {
            if round == killAt { kill() }
            try publishAndStep()
        }
        if Bool.random(using: &choice) { try rest() }
    }

    private func publishAndStep() throws {
        publish()
        for _ in 0..<20 { _ = try world.step() }
    }

    private func kill() {
        world.crash(
            shardCount: Bool.random(using: &choice) ? nil : [1, 2, 3].randomElement(using: &choice))
        for publisher in publishers where publisher.connection == nil { world.connect(publisher) }
    }

    /// Everything that can happen without a coming or going of readers happens: all is durable, so
    /// only a few messages of a queue are in memory.
    private func rest() throws {
        try world.drain()
        for publisher in publishers where publisher.connection == nil { world.connect(publisher) }
        try world.drain()
        var resident = 0
        for counts in world.counts {
            longestPaged = max(longestPaged, counts.pagedMessages)
            resident += counts.queuedMessages - counts.pagedMessages
        }
        // What waits for a member of a shared subscription stays: others may have to take it.
        for shard in world.shards { resident -= shard.queuedMessages(of: "r1") }
        world.ledger.check(
            resident <= Self.residentMax * (readers.count - 1),
            "\(resident) messages are in memory")
    }

    private func publish() {
        for publisher in publishers where publisher.mayPublish {
            sequence += 1
            let qos: QoS = Bool.random(using: &choice) ? .atLeastOnce : .exactlyOnce
            let isShared = Int.random(in: 0..<8, using: &choice) == 0
            let message = Message(
                publisher: publisher.clientID, topic: isShared ? "s" : "t/\(publisher.clientID)",
                sequence: sequence, qos: qos)
            publisher.publish(message)
        }
    }

    private func comeToRest() throws {
        for _ in 0..<20 {
            for client in world.clients where client.connection == nil { world.connect(client) }
            try world.drain()
            if world.clients.allSatisfy({ $0.isConnected && $0.unsettled.isEmpty }) { return }
        }
    }
}
