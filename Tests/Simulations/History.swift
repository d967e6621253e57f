import BrokerCore
import MQTTPackets
import SeededRandom

/// One history: clients subscribe, then publish while networks fail, then everything calms down.
final class History {
    let world: World
    private let publishers: [SimulatedClient]
    private let subscribers: [SimulatedClient]
    private var sequences: [String: Int] = [:]

    private static let steps = 4_000

    init(seed: UInt64) throws {
        var choice = SeededGenerator(seed: seed)
        var limits = Limits()
        if Bool.random(using: &choice) {
            limits.inflightMessagesMax = 4
            limits.queuedMessagesMax = 6
        }
        world = World(
            seed: choice.next(), shardCount: [1, 2, 3, 4].randomElement(using: &choice) ?? 1,
            journals: Bool.random(using: &choice), limits: limits)
        let ledger = world.ledger
        let versions: [ProtocolVersion] = [.v31, .v311, .v5]
        publishers = (0..<4).map { index in
            SimulatedClient(
                clientID: "p\(index)", version: versions[index % 3], filter: nil,
                filterQoS: .atMostOnce, ledger: ledger)
        }
        let filters = ["t/#", "t/+/0", "t/p1/1", "t/p2/#"]
        subscribers = filters.enumerated().map { index, filter in
            SimulatedClient(
                clientID: "s\(index)", version: versions[(index + 1) % 3], filter: filter,
                filterQoS: index % 2 == 0 ? .exactlyOnce : .atLeastOnce, ledger: ledger)
        }
        world.clients = publishers + subscribers
    }

    func run() throws {
        for client in world.clients { world.connect(client) }
        try world.drain()
        for subscriber in subscribers {
            world.ledger.check(subscriber.isSubscribed, "\(subscriber.clientID) has its SUBACK")
        }
        for _ in 0..<Self.steps { try turn() }
        try calmDown()
        checkEnd()
        try checkRetained()
    }

    private func turn() throws {
        let kind = Int.random(in: 0..<100, using: &world.random)
        let client = world.clients.randomElement(using: &world.random)
        switch kind {
        case 0: if let client { world.cut(client) }
        case 1: if let client, client.connection != nil { world.takeOver(client) }
        case 2...5: if let client, client.connection == nil { world.connect(client) }
        case 6...20: publish()
        case 21: world.now = world.now.adding(seconds: 1)
        default: _ = try world.step()
        }
    }

    private func publish() {
        guard let publisher = publishers.randomElement(using: &world.random), publisher.mayPublish
        else { return }
        let isRetained = Int.random(in: 0..<8, using: &world.random) == 0
        // One retained message of a topic at a time: only then is "the last" one thing.
        if isRetained, !publisher.unsettled.isEmpty { return }
        let number = Int.random(in: 0..<2, using: &world.random)
        let topic = isRetained ? "r/\(publisher.clientID)" : "t/\(publisher.clientID)/\(number)"
        let qos: QoS = isRetained || Bool.random(using: &world.random) ? .atLeastOnce : .exactlyOnce
        sequences[topic, default: 0] += 1
        publisher.publish(
            Ledger.Message(
                publisher: publisher.clientID, topic: topic, sequence: sequences[topic, default: 0],
                qos: qos), isRetained: isRetained)
    }

    /// Everyone returns, and everything that waits is delivered.
    private func calmDown() throws {
        for _ in 0..<20 {
            for client in world.clients where client.connection == nil { world.connect(client) }
            try world.drain()
        }
    }

    private func checkEnd() {
        let ledger = world.ledger
        for publisher in publishers {
            ledger.check(publisher.unsettled.isEmpty, "\(publisher.clientID) is not settled")
        }
        let wants: [(String) -> Bool] = [
            { $0.hasPrefix("t/") }, { $0.hasPrefix("t/") && $0.hasSuffix("/0") },
            { $0 == "t/p1/1" }, { $0.hasPrefix("t/p2/") },
        ]
        for (subscriber, wants) in zip(subscribers, wants) {
            ledger.checkNothingLost(for: subscriber.clientID, wants: wants)
        }
    }

    private func checkRetained() throws {
        let late = SimulatedClient(
            clientID: "late", version: .v5, filter: "r/#", filterQoS: .atLeastOnce,
            ledger: world.ledger)
        world.clients.append(late)
        world.connect(late)
        try world.drain()
        for message in world.ledger.lastRetained.values {
            world.ledger.check(
                world.ledger.receivedRetained[late.clientID]?.contains(message) == true,
                "\(message.text) is the last retained message")
        }
    }
}
