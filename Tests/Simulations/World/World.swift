import BrokerCore
import MQTTPackets
import SeededRandom

/// Several shards, their mailboxes and journals, clients and their networks, all driven by one
/// seed: the same seed is the same history, byte for byte.
final class World {
    private(set) var traits: Traits
    let trace: Trace
    let ledger: Ledger
    private(set) var shards: [Shard] = []
    private(set) var sessionCount = SessionCount()
    let journals: JournalBooks
    var random: SeededGenerator
    var now = MonotonicTime(nanoseconds: 1_000_000_000_000)
    var clients: [SimulatedClient] = []
    /// Connections that the broker knows, or whose last bytes a client has not read.
    var connections: [SimulatedConnection] = []
    var places: [[ConnectionSlot: SimulatedConnection]] = []
    /// One FIFO per sender and receiver: `mailboxes[receiver][sender]`.
    var mailboxes: [[[Batch]]] = []
    /// Connections on their way to another shard.
    var moving: [SimulatedConnection] = []
    /// Questions of who somebody is.
    var verdicts: [(shard: Int, slot: ConnectionSlot, userName: String?)] = []
    /// QoS 0 messages that each shard had dropped when it was looked at last.
    var knownDrops: [UInt64] = []
    /// Shards that have not looked at their deadlines since time passed.
    var lateShards: [Int] = []
    /// Messages that shards want to have read.
    var fetches: [(shard: Int, request: FetchRequest)] = []
    /// How often messages were read back.
    var fetchCount = 0
    /// How often the broker was killed.
    var crashCount = 0
    private let seed: UInt64

    init(seed: UInt64, traits: Traits) {
        self.traits = traits
        trace = Trace(tailLines: SimulationTests.tailLines)
        ledger = Ledger(trace: trace)
        random = SeededGenerator(seed: seed)
        self.seed = seed
        journals = JournalBooks(isOn: traits.journals, storage: ModelStorage(ledger: ledger))
        start(shardCount: traits.shardCount)
    }

    /// Makes the shards from what is durable.
    func start(shardCount: Int) {
        traits.shardCount = shardCount
        journals.begin(shardCount: shardCount)
        let state = journals.storage.recover(
            shardCount: shardCount, limits: traits.limits)
        var settings = BrokerSettings.loopbackOnly()
        settings.limits = traits.limits
        let retained = RetainedStore(seed: seed)
        let serials = BrokerSerials(after: state)
        let sessionCount = SessionCount()
        self.sessionCount = sessionCount
        shards = (0..<shardCount).map { index in
            Shard(
                index: index, shardCount: shardCount, settings: settings, retained: retained,
                sessionCount: sessionCount, serials: serials, seed: seed &+ UInt64(index),
                journals: traits.journals, now: now)
        }
        places = Array(repeating: [:], count: shardCount)
        knownDrops = Array(repeating: 0, count: shardCount)
        mailboxes = Array(repeating: Array(repeating: [], count: shardCount), count: shardCount)
        if !traits.journals { return }
        for shard in shards { shard.restore(state, now: now) }
        for index in shards.indices { settle(index) }
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
        case 5: useDisk()
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

    /// How much every shard holds.
    var counts: [ShardCensus] { shards.map { $0.census() } }
}
