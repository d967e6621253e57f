import MQTTSessions
import MQTTTopics

/// What one shard has put into its journal, and how far it is durable.
///
/// A batch is what happened in one tick. It is closed at the tick's end and leaves when every shard
/// that it sent QoS 1 or 2 messages to has said what it owes for them: those claims become part of
/// it, so that one PUBLISH is one transaction wherever its receivers live.
final class ShardJournal {
    /// A closed batch that waits for the claims of other shards.
    struct Closed {
        let number: UInt64
        var operations: [JournalOperation]
        var bytes: Int
        /// Claims that have not come.
        var missingCount: Int
        /// Shards that are to hear when the batch is durable, one bit each.
        var listeners: UInt64
        /// Batches of other shards that must be durable first.
        let conditions: [JournalPoint]
    }

    /// The batch that gathers now.
    private(set) var open: UInt64 = 1
    private(set) var operations: [JournalOperation] = []
    private var bytes = 0
    /// Shards that were sent QoS 1 or 2 messages in this tick, one bit each.
    var debtors: UInt64 = 0
    /// Batches of other shards that must be durable before the open one may be written.
    private var conditions: [JournalPoint] = []
    /// Every batch up to here is durable.
    private(set) var durable: UInt64 = 0
    /// About the bytes of operations that are not durable yet, those of the open batch included.
    private(set) var waitingBytes = 0

    private var closed: [Closed] = []
    /// Batches that left: their bytes (0 for one without operations) and who is to hear.
    private var underWay: [(number: UInt64, bytes: Int, listeners: UInt64)] = []

    func record(_ operation: JournalOperation) {
        operations.append(operation)
        let added = Self.bytes(of: operation)
        bytes += added
        waitingBytes += added
    }

    /// The open batch must not be written before that one of another shard is durable.
    func require(_ point: JournalPoint) {
        if !conditions.contains(point) { conditions.append(point) }
    }

    /// Whether every batch has left.
    var isHandedOver: Bool { operations.isEmpty && closed.isEmpty }

    /// Ends the tick's batch; its number, if there is anything in it.
    func close() -> UInt64? {
        if operations.isEmpty, debtors == 0 { return nil }
        let number = open
        closed.append(
            Closed(
                number: number, operations: operations, bytes: bytes,
                missingCount: debtors.nonzeroBitCount, listeners: debtors,
                conditions: conditions))
        open += 1
        operations = []
        bytes = 0
        debtors = 0
        conditions = []
        return number
    }

    /// Takes what a shard owes for the messages of a closed batch.
    func take(_ claims: [JournalOperation], for number: UInt64) {
        guard let place = closed.firstIndex(where: { $0.number == number }) else { return }
        let claimed = claims.reduce(0) { $0 + Self.bytes(of: $1) }
        closed[place].operations += claims
        closed[place].bytes += claimed
        waitingBytes += claimed
    }

    /// Notes that one of those asked has said what it owes for the batch.
    func answered(_ number: UInt64) {
        guard let place = closed.firstIndex(where: { $0.number == number }) else { return }
        closed[place].missingCount -= 1
    }

    /// Notes that the shard is asked, once more perhaps, what it owes for a closed batch.
    func ask(_ shard: Int, for number: UInt64) {
        guard let place = closed.firstIndex(where: { $0.number == number }) else { return }
        closed[place].missingCount += 1
        closed[place].listeners |= 1 << UInt64(shard)
    }

    /// Batches that nothing is missing of any more, in order; one without operations leaves with
    /// the one before it.
    func takeComplete(
        _ durableElsewhere: [UInt64]
    ) -> [(number: UInt64, operations: [JournalOperation])] {
        var batches: [(number: UInt64, operations: [JournalOperation])] = []
        let complete = closed.prefix { batch in
            batch.missingCount == 0
                && batch.conditions.allSatisfy { $0.batch <= durableElsewhere[Int($0.shard)] }
        }
        for batch in complete {
            underWay.append((batch.number, batch.bytes, batch.listeners))
            if !batch.operations.isEmpty { batches.append((batch.number, batch.operations)) }
        }
        closed.removeFirst(complete.count)
        return batches
    }

    /// Notes that batches are durable; `body` hears of each that others wait for.
    ///
    /// What holds no operations needs no disk: it counts as soon as everything before it does.
    func advance(to number: UInt64, _ body: (_ batch: UInt64, _ listeners: UInt64) -> Void) {
        let done = underWay.prefix { $0.number <= number || $0.bytes == 0 }
        for (batch, bytes, listeners) in done {
            durable = batch
            waitingBytes -= bytes
            if listeners != 0 { body(batch, listeners) }
        }
        underWay.removeFirst(done.count)
    }

    /// About what an operation costs while it waits.
    private static func bytes(of operation: JournalOperation) -> Int {
        switch operation {
        case .owed(let record): 64 + record.message.bytes.count + record.recipients.bytes.count
        case .retained(let message, _): 64 + message.bytes.count
        case .retainedRemoved(let bytes, _), .subscribed(_, let bytes, _, _),
            .unsubscribed(_, let bytes):
            64 + bytes.count
        case .session(let record): 64 + Self.bytes(of: record)
        case .sessionEnded, .released, .settled, .finished, .received, .completed: 64
        }
    }

    private static func bytes(of record: SessionRecord) -> Int {
        var bytes = MemoryLayout<SessionRecord>.stride + record.clientID.utf8.count
        bytes += record.userName?.utf8.count ?? 0
        if let will = record.will {
            bytes += will.topic.count + will.properties.count + will.payload.count
        }
        return bytes
    }
}
