import BrokerCore
import MQTTPackets
import MQTTSessions
import MQTTTopics
import SeededRandom

/// Several shards, their mailboxes and journals, clients and their networks, all driven by one
/// seed: the same seed is the same history, byte for byte.
final class World {
    let ledger = Ledger()
    let shards: [Shard]
    var random: SeededGenerator
    var now = MonotonicTime(nanoseconds: 1_000_000_000_000)
    var clients: [SimulatedClient] = []
    private var connections: [SimulatedConnection] = []
    /// One FIFO per shard, as the real mailbox is.
    private var mailboxes: [[(source: Int, messages: [ShardMessage])]]
    private let journals: Bool
    private var recordedSequence: [UInt64]
    private var committedSequence: [UInt64]
    /// Where each message was put into a journal first.
    private var journalled: [Ledger.Message: (shard: Int, sequence: UInt64)] = [:]

    init(seed: UInt64, shardCount: Int, journals: Bool, limits: Limits) {
        random = SeededGenerator(seed: seed)
        self.journals = journals
        var settings = BrokerSettings.loopbackOnly()
        settings.limits = limits
        let retained = RetainedStore(seed: seed)
        let sessionCount = SessionCount()
        let now = now
        shards = (0..<shardCount).map { index in
            Shard(
                index: index, shardCount: shardCount, settings: settings, retained: retained,
                sessionCount: sessionCount, seed: seed &+ UInt64(index), journals: journals,
                now: now)
        }
        mailboxes = Array(repeating: [], count: shardCount)
        recordedSequence = Array(repeating: 0, count: shardCount)
        committedSequence = Array(repeating: 0, count: shardCount)
    }

    // MARK: Networks

    /// Connects the client over a new network, to whichever shard happens to accept.
    func connect(_ client: SimulatedClient) {
        let shard = Int.random(in: shards.indices, using: &random)
        let connection = SimulatedConnection(
            shard: shard, slot: shards[shard].open(listener: 0, now: now))
        connections.append(connection)
        client.connect(over: connection)
    }

    /// Cuts the client's network; the broker hears of it at once.
    func cut(_ client: SimulatedClient) {
        guard let connection = client.connection else { return }
        client.lose()
        forget(connection)
        if !connection.isClosed {
            shards[connection.shard].connectionLost(connection.slot, now: now)
            settle(connection.shard)
        }
    }

    /// The client comes over another network while the broker still holds the old one.
    func takeOver(_ client: SimulatedClient) {
        client.lose()
        connect(client)
    }

    /// Lets one thing happen somewhere; false when nothing was left to happen there.
    func step() throws -> Bool {
        switch Int.random(in: 0..<5, using: &random) {
        case 0, 1: return carryToBroker()
        case 2: return try carryToClient()
        case 3: return deliverMailbox()
        default: return journals ? commit() : flushSome()
        }
    }

    /// Lets things happen until nothing is left.
    func drain() throws {
        var idle = 0
        while idle < 200 { idle = try step() || flushSome() ? 0 : idle + 1 }
    }

    private func carryToBroker() -> Bool {
        let waiting = connections.filter {
            !$0.isClosed && !$0.isReadingPaused && !$0.toBroker.isEmpty
        }
        guard let connection = waiting.randomElement(using: &random) else { return false }
        let count = Int.random(in: 1...connection.toBroker.count, using: &random)
        connection.unread += connection.toBroker[..<count]
        connection.toBroker.removeFirst(count)
        feed(connection)
        settle(connection.shard)
        return true
    }

    private func feed(_ connection: SimulatedConnection) {
        if connection.unread.isEmpty { return }
        let consumed = shards[connection.shard].receive(
            connection.unread.span, on: connection.slot, now: now)
        connection.unread.removeFirst(consumed)
    }

    private func carryToClient() throws -> Bool {
        let waiting = clients.filter { $0.connection?.toClient.isEmpty == false }
        guard let client = waiting.randomElement(using: &random), let connection = client.connection
        else {
            return dropClosed()
        }
        let count = Int.random(in: 1...connection.toClient.count, using: &random)
        let bytes = connection.toClient[..<count]
        connection.toClient = Array(connection.toClient[count...])
        let before = ledger.acknowledgedMessages
        try client.receive(bytes)
        for message in ledger.acknowledgedMessages.subtracting(before) { checkDurable(message) }
        return true
    }

    /// A client sees that the broker closed once it has read everything.
    private func dropClosed() -> Bool {
        for client in clients {
            if let connection = client.connection, connection.isClosed {
                client.lose()
                forget(connection)
                return true
            }
        }
        return false
    }

    // MARK: Shards

    private func deliverMailbox() -> Bool {
        let waiting = mailboxes.indices.filter { !mailboxes[$0].isEmpty }
        guard let shard = waiting.randomElement(using: &random) else { return false }
        let (source, messages) = mailboxes[shard].removeFirst()
        shards[shard].receive(messages, from: source, now: now)
        settle(shard)
        return true
    }

    /// What the reactor does after it served something.
    private func settle(_ index: Int) {
        let shard = shards[index]
        while !shard.effects.isEmpty { carryOut(shard.effects.removeFirst(), on: index) }
        record(index)
        for destination in shards.indices where destination != index {
            let messages = shard.takeMessages(for: destination)
            if !messages.isEmpty { mailboxes[destination].append((index, messages)) }
        }
        let dirty = shard.dirty
        shard.dirty = []
        for slot in dirty { connection(index, slot)?.hasUnsent = true }
        noteRefusals(shard.events)
        shard.events = []
        if Bool.random(using: &random) { _ = flushSome() }
        if !shard.effects.isEmpty { settle(index) }
    }

    /// A refused message was never accepted; when the refusal is lost with the connection, the
    /// client sends it again behind what was accepted meanwhile.
    private func noteRefusals(_ events: [BrokerEvent]) {
        for case .queueFull(let publisher, _, _) in events {
            guard let client = clients.first(where: { $0.clientID == publisher }) else { continue }
            for unsettled in client.unsettled { ledger.mayComeLate(unsettled.publish) }
        }
    }

    private func flushSome() -> Bool {
        guard
            let connection = connections.filter(\.hasUnsent).randomElement(using: &random)
        else { return false }
        flush(connection, all: false)
        settle(connection.shard)
        return true
    }

    /// The socket takes all bytes or some.
    private func flush(_ connection: SimulatedConnection, all: Bool) {
        let bytes = shards[connection.shard].takeOutbound(
            of: connection.slot, now: now,
            upTo: all ? .max : Int.random(in: 1...400, using: &random))
        connection.toClient += bytes.taken
        connection.hasUnsent = !bytes.isEmptyNow
    }

    private func carryOut(_ effect: ConnectionEffect, on index: Int) {
        let shard = shards[index]
        switch effect {
        case .authenticate(let slot, let request):
            shard.conclude(.accepted(userName: request.userName), on: slot, now: now)
            if let connection = connection(index, slot) { feed(connection) }
        case .move(let slot, let destination):
            guard let connection = connection(index, slot) else { return }
            shard.release(slot)
            connection.shard = destination
            connection.slot = shards[destination].open(listener: 0, now: now)
            feed(connection)
            settle(destination)
        case .close(let slot):
            if let connection = connection(index, slot) {
                flush(connection, all: true)
                connection.hasUnsent = false
                connection.isClosed = true
            }
            shard.release(slot)
        case .pauseReading(let slot): connection(index, slot)?.isReadingPaused = true
        case .resumeReading(let slot):
            guard let connection = connection(index, slot) else { return }
            connection.isReadingPaused = false
            feed(connection)
        }
    }

    private func connection(_ shard: Int, _ slot: ConnectionSlot) -> SimulatedConnection? {
        connections.first { $0.shard == shard && $0.slot == slot && !$0.isClosed }
    }

    private func forget(_ connection: SimulatedConnection) {
        connections.removeAll { $0 === connection && $0.isClosed }
    }

    // MARK: Journal

    private func record(_ index: Int) {
        let shard = shards[index]
        for operation in shard.journal {
            recordedSequence[index] += 1
            let message: Ledger.Message? =
                switch operation {
                case .owed(_, let delivery):
                    Ledger.Message(Array(delivery.message.bytes[delivery.message.payload]))
                case .retained(let stored): Ledger.Message(Array(stored.bytes[stored.payload]))
                default: nil
                }
            if let message, Shard.home(of: message.publisher, shardCount: shards.count) == index,
                journalled[message] == nil
            {
                journalled[message] = (index, recordedSequence[index])
            }
        }
        shard.journal = []
    }

    private func commit() -> Bool {
        let behind = shards.indices.filter { committedSequence[$0] < recordedSequence[$0] }
        guard let shard = behind.randomElement(using: &random) else { return false }
        committedSequence[shard] = .random(
            in: committedSequence[shard] + 1...recordedSequence[shard], using: &random)
        shards[shard].journalCommitted(upTo: committedSequence[shard], now: now)
        settle(shard)
        return true
    }

    /// What an acknowledgement promises is on disk when it arrives.
    private func checkDurable(_ message: Ledger.Message) {
        guard journals, let (shard, sequence) = journalled[message] else { return }
        ledger.check(
            committedSequence[shard] >= sequence,
            "\(message.text) was acknowledged before its journal entry was durable")
    }
}
