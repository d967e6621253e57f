import BrokerCore
import MQTTPackets
import SeededRandom

/// Time in jumps from a tenth of a second to years. After each event everything comes to rest, so a
/// plain model says exactly what must have ended, been published and been delivered. A broker with
/// a journal is killed now and then.
final class DeadlineHistory {
    let world: World
    var choice: SeededGenerator
    private let members: [TimedMember]
    private let publisher: SimulatedClient
    private let watcher: SimulatedClient
    private var retained: [String: TimedMember.Waiting] = [:]
    private var sequence = 0

    init(seed: UInt64) {
        choice = SeededGenerator(seed: seed ^ 0xDEAD)
        var traits = Traits()
        traits.shardCount = [1, 2, 3].randomElement(using: &choice) ?? 1
        traits.journals = Bool.random(using: &choice)
        traits.isEndHeardAtOnce = true
        let world = World(seed: choice.next(), traits: traits)
        self.world = world
        members = (0..<4).map { place in
            TimedMember(
                world.add(
                    ClientTraits(
                        clientID: "m\(place)", version: place == 3 ? .v311 : .v5,
                        isScripted: true)), world)
        }
        publisher = world.add(ClientTraits(clientID: "p", isScripted: true))
        watcher = world.add(ClientTraits(clientID: "w", isScripted: true))
    }

    func run() throws {
        connectOthers()
        try world.drain()
        subscribe(watcher, "w/#")
        try world.drain()
        watcher.arrived = []
        for _ in 0..<400 { try turn() }
        try leave()
    }

    /// The watcher's session is kept: wills may be published before it is back.
    private func connectOthers() {
        for client in [publisher, watcher] {
            var connect = Connect(version: .v5, clientID: client.clientID, cleanStart: false)
            if client === watcher { connect.properties.sessionExpiryInterval = .max }
            client.connect(over: world.accept(client), saying: connect)
        }
    }

    private func turn() throws {
        guard let member = members.randomElement(using: &choice) else { return }
        var wills: [TimedMember.ExpectedWill] = []
        switch Int.random(in: 0..<21, using: &choice) {
        case 0...3: try connect(member, &wills)
        case 4...5: wills += member.lose()
        case 6:
            let expiry: UInt32? = Bool.random(using: &choice) ? 30 : nil
            wills += member.disconnect(
                keepingWill: Bool.random(using: &choice), newExpiry: expiry)
        case 7...8: member.ping()
        case 9...12: try publish()
        case 13: try publishRetained()
        case 14: try probeRetained()
        case 20: if world.traits.journals { wills += try kill() }
        default:
            let before = world.now
            world.pass(nanoseconds: interval())
            try world.drain()
            for member in members { wills += member.passed(since: before) }
        }
        try world.drain()
        for member in members { member.checkConnection() }
        checkWills(wills)
    }

    /// Whoever is connected is parted by the broker's end; what was due while it was away is done
    /// at its start.
    private func kill() throws -> [TimedMember.ExpectedWill] {
        world.crash(
            shardCount: [1, 2, 3].randomElement(using: &choice),
            downNanoseconds: Bool.random(using: &choice) ? interval() : 0)
        let wills = members.flatMap { $0.noteCrash() }
        connectOthers()
        try world.drain()
        return wills
    }

    private func interval() -> UInt64 {
        let second: UInt64 = 1_000_000_000
        return switch Int.random(in: 0..<20, using: &choice) {
        case 0...5: UInt64.random(in: 1...second, using: &choice)
        case 6...11: UInt64.random(in: 1...10, using: &choice) * second
        case 12...15: UInt64.random(in: 10...100, using: &choice) * second
        case 16...17: UInt64.random(in: 100...10_000, using: &choice) * second
        case 18: 100_000 * second
        default: 2 * 365 * 86_400 * second
        }
    }

    // MARK: Members

    private func connect(
        _ member: TimedMember, _ wills: inout [TimedMember.ExpectedWill]
    ) throws {
        let isV5 = member.client.version == .v5
        var connect = Connect(version: member.client.version, clientID: member.client.clientID)
        connect.cleanStart = Int.random(in: 0..<4, using: &choice) == 0
        connect.keepAlive = [0, 0, 2, 10, 60, 5_000].randomElement(using: &choice) ?? 0
        if isV5 {
            connect.properties.sessionExpiryInterval =
                [0, 5, 60, 3_600, 200_000, .max].randomElement(using: &choice) ?? 0
        }
        if Int.random(in: 0..<3, using: &choice) > 0 {
            sequence += 1
            let text = "\(member.client.clientID) w/\(member.client.clientID) \(sequence) 1"
            var will = Will(topic: "w/\(member.client.clientID)", payload: Array(text.utf8))
            will.qos = .atLeastOnce
            if isV5 {
                will.properties.willDelayInterval =
                    [nil, 3, 100, 7_200, 300_000].randomElement(using: &choice) ?? nil
            }
            connect.will = will
        }
        wills += try member.connect(connect)
        if member.needsSubscription {
            subscribe(member.client, "m")
            try world.drain()
        }
    }

    private func subscribe(_ client: SimulatedClient, _ filter: String) {
        guard let packetID = PacketID(1) else { return }
        let subscription = Subscription(filter, SubscriptionOptions(qos: .atLeastOnce))
        client.send(.subscribe(Subscribe(packetID: packetID, subscriptions: [subscription])))
    }

    // MARK: Messages

    private func makePublish(_ topic: String) -> (Publish, TimedMember.Waiting) {
        sequence += 1
        var publish = Publish(
            topic: topic, payload: Array("p \(topic) \(sequence) 1".utf8), qos: .atLeastOnce,
            packetID: PacketID(1))
        let expiry: UInt32? = [nil, 1, 10, 100, 7_200].randomElement(using: &choice) ?? nil
        publish.properties.messageExpiryInterval = expiry
        let deadline = expiry.map { world.now.adding(seconds: UInt64($0)) }
        return (publish, TimedMember.Waiting(payload: publish.payload, deadline: deadline))
    }

    private func publish() throws {
        let (publish, waiting) = makePublish("m")
        for member in members { member.expect(waiting) }
        publisher.send(.publish(publish))
        try world.drain()
        for member in members { member.checkArrived() }
    }

    private func publishRetained() throws {
        let topic = "r/\(Int.random(in: 0..<3, using: &choice))"
        var (publish, waiting) = makePublish(topic)
        publish.isRetained = true
        retained[topic] = waiting
        publisher.send(.publish(publish))
        try world.drain()
    }

    /// A newcomer is sent what has not expired, with the time that is left.
    private func probeRetained() throws {
        let probe = world.add(ClientTraits(clientID: "probe", isScripted: true))
        probe.connect(
            over: world.accept(probe), saying: Connect(version: .v5, clientID: "probe"))
        try world.drain()
        subscribe(probe, "r/#")
        try world.drain()
        var arrived: [[UInt8]: UInt32?] = [:]
        for case .publish(let publish) in probe.arrived {
            arrived[publish.payload] = .some(publish.properties.messageExpiryInterval)
        }
        var expected: [[UInt8]: UInt32?] = [:]
        for waiting in retained.values where !waiting.isExpired(at: world.now) {
            expected[waiting.payload] = .some(waiting.secondsLeft(at: world.now))
        }
        world.ledger.check(
            arrived == expected, "retained: \(arrived.count) instead of \(expected.count)")
        world.cut(probe)
        world.clients.removeLast()
    }

    /// Wills are published once, when they are due and not before.
    private func checkWills(_ expected: [TimedMember.ExpectedWill]) {
        var arrived: [[UInt8]] = []
        for case .publish(let publish) in watcher.arrived { arrived.append(publish.payload) }
        watcher.arrived = []
        for will in expected {
            if let place = arrived.firstIndex(of: will.payload) {
                arrived.remove(at: place)
                for member in members { member.published(will) }
            } else {
                world.ledger.check(
                    will.isUncertain, "will \(String(decoding: will.payload, as: UTF8.self)) is due"
                )
            }
        }
        for payload in arrived {
            world.ledger.check(
                false, "will \(String(decoding: payload, as: UTF8.self)) was published")
        }
    }

    private func leave() throws {
        for client in world.clients where client.version == .v5 {
            client.connect(
                over: world.accept(client), saying: Connect(version: .v5, clientID: client.clientID)
            )
        }
        try world.drain()
        try world.everybodyLeaves()
    }
}
