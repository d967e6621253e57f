import BrokerCore
import MQTTPackets

/// Two messages from one client to another, while one of the two loses its connection at a chosen
/// point of the flow and comes back.
struct FlowCut {
    /// How the connection ends.
    enum Ending: CaseIterable {
        /// The broker hears of it.
        case cut
        /// Another connection comes while the old one's bytes still arrive.
        case takeOver
        /// DISCONNECT, behind everything that was sent.
        case disconnect
    }

    enum Side: CaseIterable { case publisher, subscriber }

    let seed: UInt64
    let qos: QoS
    let version: ProtocolVersion
    let ending: Ending
    let side: Side
    let traits: Traits

    /// Tries every point, from before the first byte to after the last one.
    func runAll() throws -> [String] {
        let count = try run(cuttingAt: nil).steps
        var faults: [String] = []
        for point in 0...count {
            let ledger = try run(cuttingAt: point).ledger
            if ledger.violations.isEmpty { continue }
            faults.append(
                "\(self) point \(point): \(ledger.violations)\n\(ledger.tailAtFirstViolation)")
            if faults.count == 3 { break }
        }
        return faults
    }

    private func run(cuttingAt point: Int?) throws -> (steps: Int, ledger: Ledger) {
        let world = World(seed: seed, traits: traits)
        let publisher = world.add(ClientTraits(clientID: "p", version: version))
        let subscriber = world.add(
            ClientTraits(
                clientID: "s", version: version,
                wishes: [Wish("t", SubscriptionOptions(qos: qos))], firstWishes: 1,
                isSlowToAcknowledge: seed % 2 == 0))
        world.connect(publisher)
        world.connect(subscriber)
        try world.drain()
        let cut = side == .publisher ? publisher : subscriber
        publish(1, by: publisher)
        publish(2, by: publisher)
        var steps = 0
        if point == 0 { end(cut, in: world) }
        while try world.step() {
            steps += 1
            if steps == point { end(cut, in: world) }
        }
        if !cut.isConnected { end(cut, in: world) }
        try world.drain()
        publish(3, by: publisher)  // nothing got stuck
        try world.drain()
        check(publisher, subscriber, world)
        return (steps, world.ledger)
    }

    private func publish(_ sequence: Int, by publisher: SimulatedClient) {
        publisher.publish(Message(publisher: "p", topic: "t", sequence: sequence, qos: qos))
    }

    private func end(_ client: SimulatedClient, in world: World) {
        switch ending {
        case .cut:
            world.cut(client)
            world.connect(client)
        case .takeOver: world.takeOver(client)
        case .disconnect:
            world.disconnect(client)
            world.connect(client)
        }
    }

    private func check(
        _ publisher: SimulatedClient, _ subscriber: SimulatedClient, _ world: World
    ) {
        let ledger = world.ledger
        ledger.check(publisher.unsettled.isEmpty, "the publisher is not settled")
        ledger.check(ledger.acknowledgedMessages.count == 3, "three were acknowledged")
        ledger.checkNothingLost(for: subscriber.clientID)
        for (message, count) in ledger.receivedCounts[subscriber.clientID] ?? [:] {
            ledger.check(count == 1 || qos == .atLeastOnce, "\(message.text) came \(count) times")
        }
        for counts in world.counts {
            ledger.check(
                counts.queuedMessages + counts.unsettledMessages == 0, "messages are left over")
        }
    }
}
