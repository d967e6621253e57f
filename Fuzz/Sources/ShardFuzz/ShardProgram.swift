import BrokerCore
import FuzzInput
import MQTTPackets

/// An input as a list of steps of clients, networks, clocks and neighbours.
struct ShardProgram {
    private var input: FuzzInput
    private let world: ShardWorld
    /// Clients' bytes stay under way until a step lets them arrive.
    private var isSlow = false

    private static let connectionsMax = 6
    private static let milliseconds: [UInt64] = [
        1, 500, 1_000, 2_000, 10_000, 60_000, 700_000, 100_000_000,
    ]
    private static let verdicts: [AuthenticationVerdict?] =
        PacketGrammar.userNames.map { .accepted(userName: $0) }
        + [.badUserNameOrPassword, .notAuthorized, nil, .unknownMethod, .continued(data: [1, 2])]

    init(_ input: FuzzInput) {
        self.input = input
        let head = self.input.byte()
        let settings = SettingsVariants.settings(self.input.byte())
        world = ShardWorld(
            settings: settings, shardCount: head & 1 == 0 ? 1 : 2, journals: head & 2 != 0)
    }

    /// Takes every step, then checks that everything comes to rest and goes.
    mutating func run() {
        while !input.isAtEnd {
            step()
            world.settle()
            Expectations.checkBounds(world)
        }
        Expectations.checkRest(world)
        Expectations.checkEnd(world)
    }

    private mutating func step() {
        switch input.number(below: 24) {
        case 0: open()
        case 1, 2: connectNew()
        case 3, 4, 5: send { .publish(PacketGrammar.publish(&$0, $1)) }
        case 6, 7: send { .subscribe(PacketGrammar.subscribe(&$0, $1)) }
        case 8: send { input, _ in .unsubscribe(PacketGrammar.unsubscribe(&input)) }
        case 9: acknowledge()
        case 10: answerEverything()
        case 11: send { _, _ in .pingreq }
        case 12: send { .disconnect(PacketGrammar.disconnect(&$0, $1)) }
        case 13: sendAuth()
        case 14: sendRaw()
        case 15: sendDamaged()
        case 16: isSlow.toggle()
        case 17: arrive()
        case 18: if let connection = connection() { world.lose(connection) }
        case 19: block()
        case 20: if let connection = connection() { trickle(connection) }
        case 21: world.advance(milliseconds: input.choice(Self.milliseconds))
        case 22: judge()
        default: neighbours()
        }
    }

    // MARK: Clients

    private mutating func connection() -> FuzzedConnection? {
        let number = Int(input.byte())
        return world.connections.isEmpty
            ? nil : world.connections[number % world.connections.count]
    }

    @discardableResult
    private mutating func open() -> FuzzedConnection? {
        let choice = Int(input.byte())
        if world.connections.count >= Self.connectionsMax { return nil }
        return world.open(shard: choice % world.shards.count, listener: choice >> 1 & 1)
    }

    private mutating func connectNew() {
        guard let connection = open() else { return }
        let connect = PacketGrammar.connect(&input)
        send(.connect(connect), connect.version, on: connection)
    }

    private mutating func send(_ make: (inout FuzzInput, ProtocolVersion) -> Packet) {
        guard let connection = connection() else { return }
        let version = connection.dialogue.version
        send(make(&input, version), version, on: connection)
    }

    private func send(
        _ packet: Packet, _ version: ProtocolVersion, on connection: FuzzedConnection
    ) {
        var bytes: [UInt8] = []
        packet.encode(into: &bytes, version: version)
        send(bytes, on: connection)
    }

    private func send(_ bytes: [UInt8], on connection: FuzzedConnection) {
        if connection.toBroker.count > Expectations.unreadBytesMax { return }
        connection.toBroker += bytes
        if !isSlow { world.feed(connection) }
    }

    private mutating func acknowledge() {
        guard let connection = connection() else { return }
        let version = connection.dialogue.version
        let packet = PacketGrammar.acknowledgement(
            &input, version, outstanding: connection.dialogue.deliveries.packetIDs)
        send(packet, version, on: connection)
    }

    private mutating func answerEverything() {
        guard let connection = connection() else { return }
        for packet in connection.dialogue.deliveries.answers() {
            send(packet, connection.dialogue.version, on: connection)
        }
    }

    /// Older clients must not send it, and have no form of it.
    private mutating func sendAuth() {
        guard let connection = connection() else { return }
        send(.auth(PacketGrammar.auth(&input)), .v5, on: connection)
    }

    private mutating func sendRaw() {
        guard let connection = connection() else { return }
        let count = Int(input.byte())
        send(input.raw(count), on: connection)
    }

    /// A packet of the grammar with one byte changed.
    private mutating func sendDamaged() {
        guard let connection = connection() else { return }
        let version = connection.dialogue.version
        let place = Int(input.byte())
        let change = input.byte()
        var bytes: [UInt8] = []
        let packet: Packet =
            input.flag()
            ? .publish(PacketGrammar.publish(&input, version))
            : .subscribe(PacketGrammar.subscribe(&input, version))
        packet.encode(into: &bytes, version: version)
        bytes[place % bytes.count] ^= change
        send(bytes, on: connection)
    }

    // MARK: Networks

    private mutating func arrive() {
        guard let connection = connection() else { return }
        let count = Int(input.byte())
        world.feed(connection, upTo: count == 0 ? .max : count)
    }

    private mutating func block() {
        guard let connection = connection() else { return }
        connection.isBlocked.toggle()
        if !connection.isBlocked { world.trickle(connection, upTo: .max) }
    }

    private mutating func trickle(_ connection: FuzzedConnection) {
        world.trickle(connection, upTo: Int(input.byte()))
    }

    private mutating func judge() {
        let verdict = input.choice(Self.verdicts)
        if let verdict, world.isAnybodyWaiting {
            world.concludeOldest(verdict)
        } else {
            world.verdict = verdict
        }
    }

    /// What the other shards and the disk do.
    private mutating func neighbours() {
        let choice = input.byte()
        switch choice & 3 {
        case 0: world.holdsMessages.toggle()
        case 1: world.holdsCommits.toggle()
        case 2: for shard in world.shards { shard.setCongestedShards(choice & 4 == 0 ? 0 : 3) }
        default: if choice == 0xFF { for shard in world.shards { shard.shutDown(now: world.now) } }
        }
    }
}
