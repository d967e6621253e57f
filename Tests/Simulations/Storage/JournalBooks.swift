import BrokerCore
import MQTTPackets
import MQTTSessions
import MQTTTopics

/// The journals of all shards: what was handed over, how far each is durable, and which facts lie
/// where.
final class JournalBooks {
    /// What an acknowledgement may promise.
    enum Fact: Hashable {
        /// The message is retained or owed to somebody.
        case message(Message)
        /// The retained message of the topic is gone.
        case cleared(String)
        case subscribed(String, String)
        case unsubscribed(String, String)
        case received(String, PacketID)
        case completed(String, PacketID)
    }

    let isOn: Bool
    let storage: ModelStorage
    /// Batches of each shard so far.
    private(set) var submittedCounts: [Int] = []
    /// Batches of each shard that are durable.
    private(set) var durableCounts: [Int] = []
    /// The batch of a shard that never becomes durable, nor any after it.
    var failure: (shard: Int, count: Int)?
    /// After so many batches of all shards, over all starts, no more become durable.
    var writesMax = Int.max
    private(set) var writes = 0
    /// Batches that are not durable, by shard, oldest first.
    private var waiting: [[JournalBatch]] = []
    /// The last batch of each shard that is durable, and the last one that it heard of.
    private var durable: [UInt64] = []
    private var told: [UInt64] = []
    private var facts: [Fact: (shard: Int, batch: UInt64)] = [:]
    private var clientIDs: [UInt64: String] = [:]

    init(isOn: Bool, storage: ModelStorage) {
        self.isOn = isOn
        self.storage = storage
    }

    /// The broker starts, or starts again: what was not durable never happened.
    func begin(shardCount: Int) {
        facts = facts.filter { $1.batch <= durable[$1.shard] }.mapValues { _ in (shard: 0, batch: 0)
        }
        waiting = Array(repeating: [], count: shardCount)
        submittedCounts = Array(repeating: 0, count: shardCount)
        durableCounts = submittedCounts
        durable = Array(repeating: 0, count: shardCount)
        told = durable
    }

    /// Takes what a shard hands over.
    func submit(_ batch: JournalBatch) {
        let shard = batch.shard
        let last = waiting[shard].last?.number ?? durable[shard]
        storage.ledger.check(batch.number > last, "batch \(batch.number) follows \(last)")
        storage.ledger.check(isOn && !batch.operations.isEmpty, "nobody asked for a batch")
        waiting[shard].append(batch)
        submittedCounts[shard] += 1
        for operation in batch.operations {
            for fact in facts(in: operation) { note(fact, in: batch) }
        }
    }

    // MARK: The disk

    /// How many batches of the shard may become durable now.
    func writableCount(_ shard: Int) -> Int {
        var count = min(waiting[shard].count, writesMax - writes)
        if let failure, failure.shard == shard {
            count = min(count, failure.count - 1 - durableCounts[shard])
        }
        return count
    }

    /// Makes batches durable; their shard does not know yet.
    func write(_ count: Int, of shard: Int) {
        for batch in waiting[shard].prefix(count) {
            storage.apply(batch)
            durable[shard] = batch.number
        }
        waiting[shard].removeFirst(count)
        durableCounts[shard] += count
        writes += count
    }

    /// Whether the shard has not heard of all that is durable.
    func mustTell(_ shard: Int) -> Bool { told[shard] < durable[shard] }

    /// Whether everything that the shard handed over is durable, and it knows.
    func isAtRest(_ shard: Int) -> Bool { waiting[shard].isEmpty && !mustTell(shard) }

    /// How far the shard is told that it is durable.
    func tell(_ shard: Int) -> UInt64 {
        told[shard] = durable[shard]
        return durable[shard]
    }

    /// Whether the fact is on disk, if it had to be written at all.
    func isDurable(_ fact: Fact) -> Bool {
        guard isOn, let (shard, batch) = facts[fact] else { return true }
        return batch <= durable[shard]
    }

    // MARK: Facts

    private func note(_ fact: Fact, in batch: JournalBatch) {
        switch fact {
        case .message(let message):
            // Whoever passes it on writes it too, later; so do duplicates.
            let home = Shard.home(of: message.publisher, shardCount: waiting.count)
            if home != batch.shard || facts[fact] != nil { return }
        case .subscribed(let clientID, let filter):
            // It may be said again before the first answer comes.
            if facts[fact] != nil { return }
            facts[.unsubscribed(clientID, filter)] = nil
        case .unsubscribed(let clientID, let filter):
            if facts[fact] != nil { return }
            facts[.subscribed(clientID, filter)] = nil
        case .cleared, .received, .completed: break
        }
        facts[fact] = (batch.shard, batch.number)
    }

    private func facts(in operation: JournalOperation) -> [Fact] {
        switch operation {
        case .session(let record):
            clientIDs[record.number] = record.clientID
            return []
        case .owed(let record): return fact(of: record.message)
        case .retained(let stored, _): return fact(of: stored)
        case .retainedRemoved(let topic, _):
            return [.cleared(String(decoding: topic, as: UTF8.self))]
        case .subscribed(let session, let filter, _, _):
            return [.subscribed(name(session), String(decoding: filter, as: UTF8.self))]
        case .unsubscribed(let session, let filter):
            return [.unsubscribed(name(session), String(decoding: filter, as: UTF8.self))]
        case .received(let session, let packetID): return [.received(name(session), packetID)]
        case .completed(let session, let packetID): return [.completed(name(session), packetID)]
        case .sessionEnded, .released, .settled, .finished: return []
        }
    }

    private func fact(of stored: StoredMessage) -> [Fact] {
        Message(stored.bytes[stored.payload]).map { [.message($0)] } ?? []
    }

    private func name(_ session: UInt64) -> String { clientIDs[session] ?? "" }
}
