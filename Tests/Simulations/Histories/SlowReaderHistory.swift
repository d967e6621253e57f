import BrokerCore
import MQTTPackets
import SeededRandom

/// Readers that take few bytes, or none for long, beside readers that take everything. No network
/// fails, so every message must be accounted for exactly.
final class SlowReaderHistory {
    let world: World
    private var choice: SeededGenerator
    private let publishers: [SimulatedClient]
    private let fast: [SimulatedClient]
    private let slow: [SimulatedClient]
    /// Members of one shared subscription, the first of them a fast reader.
    private let sharing: [SimulatedClient]
    private var sequence = 0
    private var atMostOnceSent = 0
    /// What waited for each client before the last step, and whether all was durable then.
    private var queued: [String: Int] = [:]
    private var wasDurable = true

    init(seed: UInt64) {
        choice = SeededGenerator(seed: seed ^ 0x51_0E)
        var traits = Traits()
        traits.shardCount = [1, 2, 3].randomElement(using: &choice) ?? 1
        traits.journals = Bool.random(using: &choice)
        traits.congestedBatches = 3
        traits.limits.outboundBytesMax = 8_000
        traits.portionMax = 2_000  // one tick alone does not reach the limit
        traits.limits.packetBytesMax = 4_000
        traits.limits.inflightMessagesMax = 8
        traits.limits.queuedMessagesMax = 10
        let world = World(seed: choice.next(), traits: traits)
        self.world = world
        let versions: [ProtocolVersion] = [.v5, .v311, .v5]
        publishers = versions.enumerated().map { place, version in
            world.add(ClientTraits(clientID: "p\(place)", version: version))
        }
        func reader(
            _ clientID: String, _ version: ProtocolVersion, _ filter: String,
            _ appetite: SimulatedConnection.Appetite
        ) -> SimulatedClient {
            let identifier: UInt32 = version == .v5 ? 1 : 0
            return world.add(
                ClientTraits(
                    clientID: clientID, version: version,
                    wishes: [
                        Wish(
                            filter, SubscriptionOptions(qos: .exactlyOnce),
                            identifier: identifier)
                    ], firstWishes: 1, appetite: appetite))
        }
        fast = versions.enumerated().map { reader("f\($0)", $1, "t/#", .all) }
        slow = versions.enumerated().map { reader("s\($0)", $1, "t/#", .crumbs) }
        sharing = versions.enumerated().map {
            reader("g\($0)", $1, "$share/g/t/#", $0 == 0 ? .all : .crumbs)
        }
    }

    func run() throws {
        for client in world.clients { world.connect(client) }
        try world.drain()
        for turn in 0..<3_000 {
            if turn % 100 == 0 { changeAppetites() }
            if Int.random(in: 0..<4, using: &choice) == 0 { publish() }
            _ = try world.step()
            if world.traits.shardCount == 1 { checkQueues() }
        }
        for client in slow + sharing { client.connection?.appetite = .pieces }
        try world.drain()
        checkEnd()
        try world.everybodyLeaves()
    }

    private func changeAppetites() {
        for client in slow + sharing.dropFirst() {
            client.connection?.appetite = Bool.random(using: &choice) ? .nothing : .crumbs
        }
    }

    private func publish() {
        guard let publisher = publishers.randomElement(using: &choice), publisher.mayPublish
        else { return }
        sequence += 1
        let qos = QoS(rawValue: UInt8.random(in: 0...2, using: &choice)) ?? .atMostOnce
        if qos == .atMostOnce { atMostOnceSent += 1 }
        publisher.publish(
            Message(
                publisher: publisher.clientID, topic: "t/\(publisher.clientID)",
                sequence: sequence, qos: qos), padding: 200)
    }

    /// One shard alone knows at once that a queue is full. A queue whose first message waits for
    /// the disk may grow beyond the limit, but not once everything is durable.
    private func checkQueues() {
        let max = world.traits.limits.queuedMessagesMax ?? .max
        for client in slow + sharing {
            let count = world.shards[0].queuedMessages(of: client.clientID)
            let before = wasDurable ? queued[client.clientID] ?? 0 : .max
            world.ledger.check(
                count <= Swift.max(max, before), "\(count) messages wait for \(client.clientID)")
            queued[client.clientID] = count
        }
        wasDurable = world.journals.isAtRest(0)
    }

    private func checkEnd() {
        let ledger = world.ledger
        for client in world.clients {
            ledger.check(client.unsettled.isEmpty, "\(client.clientID) is not settled")
            ledger.check(client.connectionCount == 1, "\(client.clientID) was sent away")
        }
        for client in fast + slow {
            ledger.checkNothingLost(for: client.clientID)
            for (message, count) in ledger.receivedCounts[client.clientID] ?? [:] {
                ledger.check(count == 1, "\(client.clientID): \(message.text) came \(count) times")
            }
        }
        for client in fast {
            ledger.check(
                client.atMostOnceCount == atMostOnceSent,
                "\(client.clientID) lost QoS 0 messages of which it read all")
        }
        ledger.checkNothingLostByGroups()
        for (message, receipts) in ledger.sharedReceipts.values.joined() {
            let count = receipts.reduce(0) { $0 + $1.freshCount }
            ledger.check(count == 1, "\(message.text) came \(count) times to the group")
        }
        let missing =
            slow.reduce(0) { $0 + atMostOnceSent - $1.atMostOnceCount }
            + sharing.reduce(atMostOnceSent) { $0 - $1.atMostOnceCount }
        let dropped = world.shards.reduce(0) { $0 + Int($1.droppedMessages) }
        ledger.check(missing == dropped, "\(missing) messages are missing, \(dropped) dropped")
    }
}
