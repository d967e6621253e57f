import BrokerCore
import MQTTPackets
import MQTTSessions
import MQTTTopics

/// The journals of all shards: how far each was recorded and committed, and which facts lie where.
final class JournalBooks {
    /// What an acknowledgement may promise.
    enum Fact: Hashable {
        /// The message is retained or owed to somebody, by its publisher's shard.
        case message(Message)
        /// The retained message of the topic is gone.
        case cleared(String)
        case subscribed(String, String)
        case unsubscribed(String, String)
        case received(String, PacketID)
        case released(String, PacketID)
    }

    let isOn: Bool
    private(set) var recorded: [UInt64]
    private(set) var committed: [UInt64]
    /// The operation that never becomes durable, nor any after it.
    var failure: (shard: Int, sequence: UInt64)?
    private var facts: [Fact: (shard: Int, sequence: UInt64)] = [:]

    init(shardCount: Int, isOn: Bool) {
        self.isOn = isOn
        recorded = Array(repeating: 0, count: shardCount)
        committed = Array(repeating: 0, count: shardCount)
    }

    /// What the shard put into its journal while it listened to that publisher.
    func record(_ operations: [JournalOperation], of shard: Int, publisher: String?) {
        for operation in operations {
            recorded[shard] += 1
            guard let fact = fact(of: operation) else { continue }
            switch fact {
            case .message(let message):
                // Other shards write it too, later; so do duplicates, and whoever passes it on.
                if message.publisher != publisher || facts[fact] != nil { continue }
            case .subscribed, .unsubscribed:
                // It may be said again before the first answer comes.
                if facts[fact] != nil { continue }
            case .cleared, .received, .released: break
            }
            facts[fact] = (shard, recorded[shard])
        }
    }

    /// How far the shard's journal may be committed now.
    func committable(_ shard: Int) -> ClosedRange<UInt64>? {
        var last = recorded[shard]
        if let failure, failure.shard == shard { last = min(last, failure.sequence - 1) }
        return committed[shard] < last ? committed[shard] + 1...last : nil
    }

    func commit(_ shard: Int, upTo sequence: UInt64) { committed[shard] = sequence }

    /// Whether the fact is on disk, if it had to be written at all.
    func isDurable(_ fact: Fact) -> Bool {
        guard isOn, let (shard, sequence) = facts[fact] else { return true }
        return committed[shard] >= sequence
    }

    private func fact(of operation: JournalOperation) -> Fact? {
        switch operation {
        case .owed(_, let delivery):
            Message(delivery.message.bytes[delivery.message.payload]).map { .message($0) }
        case .retained(let stored): Message(stored.bytes[stored.payload]).map { .message($0) }
        case .retainedRemoved(let topic): .cleared(String(decoding: topic, as: UTF8.self))
        case .subscribed(let clientID, let filter, _, _):
            .subscribed(clientID, String(decoding: filter, as: UTF8.self))
        case .unsubscribed(let clientID, let filter):
            .unsubscribed(clientID, String(decoding: filter, as: UTF8.self))
        case .received(let clientID, let packetID): .received(clientID, packetID)
        case .released(let clientID, let packetID): .released(clientID, packetID)
        default: nil
        }
    }
}
