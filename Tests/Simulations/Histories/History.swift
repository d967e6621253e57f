import BrokerCore
import MQTTPackets
import SeededRandom

/// One random history: clients publish and subscribe while networks fail, sockets stand still and
/// time passes; then everything calms down, and at last everybody leaves. In some the broker is
/// killed now and then.
final class History {
    let world: World
    private let isKilled: Bool
    private var choice: SeededGenerator
    private var sequences: [String: Int] = [:]

    private static let clientCount = 6
    private static let filters = [
        "t/#", "t/+/0", "t/c1/1", "t/c2/#", "r/#", "r/c1", "+/c0/#", "#", "t/c3/0", "t/+/+",
    ]
    /// Nearly everybody may join the first group, and nobody in it at QoS 0.
    private static let sharedFilters = [
        "$share/g/s/#", "$share/h/s/+/0", "$share/h/t/#", "$share/g/r/#",
    ]
    /// Subscription identifiers from here on are those of shared subscriptions.
    private static let firstSharedIdentifier: UInt32 = 10

    init(seed: UInt64, isKilled: Bool = false) {
        choice = SeededGenerator(seed: seed)
        self.isKilled = isKilled
        var traits = Self.chooseTraits(&choice)
        if isKilled {
            traits.journals = true
            if Self.isOneIn(3, &choice) { traits.limits.journalBytesMax = 400 }
        }
        world = World(seed: choice.next(), traits: traits)
        for place in 0..<Self.clientCount {
            let traits = Self.chooseClient(place, &choice)
            _ = world.add(traits)
        }
    }

    private static func chooseTraits(_ choice: inout SeededGenerator) -> Traits {
        var traits = Traits()
        traits.shardCount = [1, 2, 3, 5].randomElement(using: &choice) ?? 1
        traits.journals = Bool.random(using: &choice)
        if Bool.random(using: &choice) {
            traits.limits.inflightMessagesMax = 4
            traits.limits.queuedMessagesMax = 6
        }
        if Int.random(in: 0..<3, using: &choice) == 0 {
            traits.limits.outboundBytesMax = 500
            traits.limits.packetBytesMax = 4_000
        }
        if Bool.random(using: &choice) { traits.congestedBatches = 2 }
        return traits
    }

    private static func chooseClient(
        _ place: Int, _ choice: inout SeededGenerator
    ) -> ClientTraits {
        let versions: [ProtocolVersion] = [.v5, .v311, .v5, .v31, .v5, .v311]
        var traits = ClientTraits(clientID: "c\(place)", version: versions[place])
        let isV5 = traits.version == .v5
        for filter in filters.shuffled(using: &choice).prefix(4) {
            let qos = QoS(rawValue: UInt8.random(in: 0...2, using: &choice)) ?? .atMostOnce
            var options = SubscriptionOptions(qos: qos)
            if isV5 {
                options.noLocal = Int.random(in: 0..<4, using: &choice) == 0
                options.retainAsPublished = Bool.random(using: &choice)
                options.retainHandling =
                    SubscriptionOptions.RetainHandling.allCases.randomElement(using: &choice)
                    ?? .sendAtSubscribe
            }
            let identifier = isV5 ? UInt32.random(in: 0...3, using: &choice) : 0
            traits.wishes.append(Wish(filter, options, identifier: identifier))
        }
        if traits.version != .v31 { addSharedWishes(to: &traits, &choice) }
        traits.firstWishes = 2
        if isV5 {
            traits.receiveMaximum = [nil, 1, 2].randomElement(using: &choice) ?? nil
            traits.topicAliasMaximum = [nil, 1, 3].randomElement(using: &choice) ?? nil
            traits.packetBytesMax = [nil, nil, 150].randomElement(using: &choice) ?? nil
        }
        traits.isSlowToAcknowledge = Bool.random(using: &choice)
        traits.appetite = [.all, .pieces, .crumbs].randomElement(using: &choice) ?? .all
        return traits
    }

    private static func addSharedWishes(
        to traits: inout ClientTraits, _ choice: inout SeededGenerator
    ) {
        let others = sharedFilters.dropFirst().shuffled(using: &choice)
        let chosen = [sharedFilters[0]] + others.prefix(traits.version == .v5 ? 2 : 0)
        for (place, filter) in chosen.enumerated() {
            let lowest: UInt8 = place == 0 ? 1 : 0
            let qos = QoS(rawValue: UInt8.random(in: lowest...2, using: &choice)) ?? .atMostOnce
            let identifier = traits.version == .v5 ? firstSharedIdentifier + UInt32(place) : 0
            let wish = Wish(filter, SubscriptionOptions(qos: qos), identifier: identifier)
            traits.wishes.insert(wish, at: place == 0 ? 0 : traits.wishes.count)
        }
        if traits.version == .v5 { return }
        // Without identifiers only the topic tells by which subscription a message came.
        traits.wishes.removeAll { !$0.isShared && $0.matches("s/c0/0") }
    }

    // MARK: The course

    func run(turns: Int = 2_500) throws {
        for client in world.clients { world.connect(client) }
        try world.drain()
        for _ in 0..<turns { try turn() }
        try calmDown()
        if isKilled {  // what came to rest is still at rest afterwards
            kill()
            try calmDown()
        }
        checkEnd()
        try leave()
    }

    private func turn() throws {
        if isKilled, isOneIn(400) { kill() }
        guard let client = world.clients.randomElement(using: &choice) else { return }
        let isOff = client.connection == nil
        switch Int.random(in: 0..<120, using: &choice) {
        case 0: world.cut(client)
        case 1: if !isOff { world.takeOver(client) }
        case 2: if isOneIn(4) { world.takeOver(client, cleanStart: true) }
        case 3: if isOneIn(3) { world.vanish(client) }
        case 4: if isOneIn(3) { world.disconnect(client) }
        case 5: world.pass(nanoseconds: UInt64.random(in: 1...2_000_000_000, using: &choice))
        case 6: if isOneIn(10) { world.pass(seconds: isOneIn(10) ? 1_000_000 : 40) }
        case 7...11: if isOff { world.connect(client) }
        case 12...13:
            if let wish = client.desired.indices.randomElement(using: &choice) {
                client.toggle(wish)
            }
        case 14:
            if let wish = client.desired.indices.randomElement(using: &choice) {
                client.repeatSubscription(wish)
            }
        case 15: changeAppetite(of: client)
        case 16...34:
            if let publisher = world.clients.randomElement(using: &choice) { publish(publisher) }
        default: _ = try world.step()
        }
    }

    private func isOneIn(_ count: Int) -> Bool { Self.isOneIn(count, &choice) }

    private static func isOneIn(_ count: Int, _ choice: inout SeededGenerator) -> Bool {
        Int.random(in: 0..<count, using: &choice) == 0
    }

    /// The broker comes back soon or some time later, sometimes with another number of shards.
    private func kill() {
        world.crash(
            shardCount: isOneIn(3) ? [1, 2, 3, 5].randomElement(using: &choice) : nil,
            downNanoseconds: isOneIn(3) ? UInt64.random(in: 1...5_000_000_000, using: &choice) : 0)
    }

    private func changeAppetite(of client: SimulatedClient) {
        guard let connection = client.connection else { return }
        connection.appetite =
            [.all, .pieces, .crumbs, .nothing].randomElement(using: &choice) ?? .all
    }

    private func publish(_ client: SimulatedClient) {
        guard client.mayPublish else { return }
        let isRetained = isOneIn(8)
        // One retained message of a topic at a time: only then is "the last" one thing.
        if isRetained, client.unsettled.contains(where: { $0.publish.isRetained }) { return }
        let number = Int.random(in: 0..<2, using: &choice)
        let root = isOneIn(2) ? "s" : "t"
        let topic =
            isRetained ? "r/\(client.clientID)" : "\(root)/\(client.clientID)/\(number)"
        let qosChoices: [QoS] =
            isRetained
            ? [.atLeastOnce, .exactlyOnce]
            : [.atMostOnce, .atLeastOnce, .atLeastOnce, .exactlyOnce, .exactlyOnce]
        let qos = qosChoices.randomElement(using: &choice) ?? .atLeastOnce
        sequences[topic, default: 0] += 1
        let message = Message(
            publisher: client.clientID, topic: topic, sequence: sequences[topic, default: 0],
            qos: qos)
        if isRetained, isOneIn(3) {
            client.clearRetained(message)
        } else {
            client.publish(message, isRetained: isRetained, padding: isOneIn(10) ? 300 : 0)
        }
    }

    // MARK: The end

    /// Everyone returns, and everything that waits is delivered.
    private func calmDown() throws {
        world.trace.note("calm")
        for _ in 0..<60 {
            for connection in world.connections where connection.appetite == .nothing {
                connection.appetite = .pieces
            }
            for client in world.clients where client.connection == nil { world.connect(client) }
            try world.drain()
            if world.clients.allSatisfy({ $0.isConnected && $0.unsettled.isEmpty }) { return }
            // Who waits for more than is kept aside is parted by the deadline.
            world.pass(seconds: 31)
        }
    }

    private func checkEnd() {
        let ledger = world.ledger
        for client in world.clients {
            ledger.check(client.unsettled.isEmpty, "\(client.clientID) is not settled")
            ledger.check(client.requests.isEmpty, "\(client.clientID) waits for an answer")
            ledger.checkNothingLost(for: client.clientID)
            ledger.checkNoClearingLost(for: client.clientID)
            ledger.checkRetainedSeen(by: client.clientID)
        }
        ledger.checkNothingLostByGroups()
        for counts in world.counts {
            ledger.check(counts.queuedMessages == 0, "\(counts.queuedMessages) messages wait")
            ledger.check(counts.unsettledMessages == 0, "messages are not settled")
            ledger.check(counts.outboundBytes == 0, "bytes wait")
        }
    }

    /// A newcomer sees every retained message; then nothing is left of anybody.
    private func leave() throws {
        let late = world.add(
            ClientTraits(
                clientID: "late",
                wishes: [Wish("r/#", SubscriptionOptions(qos: .atLeastOnce))], firstWishes: 1))
        world.connect(late)
        try world.drain()
        world.ledger.checkRetainedSeen(byNewcomer: late.clientID)
        try world.everybodyLeaves()
    }
}
