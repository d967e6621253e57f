import BrokerCore
import MQTTPackets
import SeededRandom

/// Several shards, their mailboxes and journals, clients and their networks, all driven by one
/// seed: the same seed is the same history, byte for byte.
final class World {
    let traits: Traits
    let trace: Trace
    let ledger: Ledger
    let shards: [Shard]
    let sessionCount: SessionCount
    let journals: JournalBooks
    var random: SeededGenerator
    var now = MonotonicTime(nanoseconds: 1_000_000_000_000)
    var clients: [SimulatedClient] = []
    /// Connections that the broker knows, or whose last bytes a client has not read.
    var connections: [SimulatedConnection] = []
    var places: [[ConnectionSlot: SimulatedConnection]]
    /// One FIFO per sender and receiver: `mailboxes[receiver][sender]`.
    var mailboxes: [[[Batch]]]
    /// Connections on their way to another shard.
    var moving: [SimulatedConnection] = []
    /// Questions of who somebody is.
    var verdicts: [(shard: Int, slot: ConnectionSlot, userName: String?)] = []
    /// QoS 0 messages that each shard had dropped when it was looked at last.
    var knownDrops: [UInt64]
    /// Shards that have not looked at their deadlines since time passed.
    var lateShards: [Int] = []

    init(seed: UInt64, traits: Traits) {
        self.traits = traits
        trace = Trace(tailLines: SimulationTests.tailLines)
        ledger = Ledger(trace: trace)
        random = SeededGenerator(seed: seed)
        journals = JournalBooks(shardCount: traits.shardCount, isOn: traits.journals)
        var settings = BrokerSettings.loopbackOnly()
        settings.limits = traits.limits
        let retained = RetainedStore(seed: seed)
        let now = now
        let sessionCount = SessionCount()
        self.sessionCount = sessionCount
        shards = (0..<traits.shardCount).map { index in
            Shard(
                index: index, shardCount: traits.shardCount, settings: settings,
                retained: retained, sessionCount: sessionCount, seed: seed &+ UInt64(index),
                journals: traits.journals,
                now: now)
        }
        places = Array(repeating: [:], count: traits.shardCount)
        knownDrops = Array(repeating: 0, count: traits.shardCount)
        mailboxes = Array(
            repeating: Array(repeating: [], count: traits.shardCount), count: traits.shardCount)
    }

    func add(_ traits: ClientTraits) -> SimulatedClient {
        let client = SimulatedClient(traits, ledger: ledger)
        clients.append(client)
        return client
    }

    // MARK: What may happen

    private static let kinds = 9

    /// Lets one thing happen somewhere; false when nothing is left to happen.
    func step() throws -> Bool {
        let first = Int.random(in: 0..<Self.kinds, using: &random)
        for offset in 0..<Self.kinds
        where try happen((first + offset) % Self.kinds) {
            return true
        }
        return false
    }

    /// Lets things happen until nothing is left.
    func drain() throws {
        var steps = 0
        while try step() {
            steps += 1
            if steps == 2_000_000 {
                ledger.check(false, "the broker never comes to rest")
                return
            }
        }
    }

    private func happen(_ kind: Int) throws -> Bool {
        switch kind {
        case 0, 1: carryToBroker()
        case 2, 3: try carryToClient()
        case 4: deliverMailbox()
        case 5: commit()
        case 6: flushSome() || lookAtDeadlines()
        case 7: arrive() || conclude()
        default: letAcknowledge()
        }
    }

    /// Time passes; the shards notice one after the other.
    func pass(nanoseconds: UInt64) {
        now = now.adding(nanoseconds: nanoseconds)
        trace.note("now \(now.nanoseconds / 1_000_000) ms")
        lateShards = Array(shards.indices)
    }

    func pass(seconds: UInt64) { pass(nanoseconds: seconds * 1_000_000_000) }

    private func lookAtDeadlines() -> Bool {
        guard let place = lateShards.indices.randomElement(using: &random) else { return false }
        let shard = lateShards.remove(at: place)
        shards[shard].advance(to: now)
        settle(shard)
        return true
    }

    private func letAcknowledge() -> Bool {
        let waiting = clients.filter { !$0.owed.isEmpty }
        return waiting.randomElement(using: &random)?.acknowledgeNext() ?? false
    }

    private func commit() -> Bool {
        if !journals.isOn { return false }
        let behind = shards.indices.filter { journals.committable($0) != nil }
        guard let shard = behind.randomElement(using: &random),
            let range = journals.committable(shard)
        else { return false }
        let sequence = UInt64.random(in: range, using: &random)
        journals.commit(shard, upTo: sequence)
        trace.note("shard \(shard) has \(sequence) on disk")
        shards[shard].journalCommitted(upTo: sequence, now: now)
        settle(shard)
        return true
    }

    /// How much every shard holds.
    var counts: [ShardCensus] { shards.map { $0.census() } }
}
