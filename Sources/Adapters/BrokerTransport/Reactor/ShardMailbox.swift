package import BrokerCore
import Synchronization

/// Where other threads leave things for one reactor: one FIFO behind one lock, one wake-up per
/// batch. A single queue for all senders keeps what causes before what is caused.
package final class ShardMailbox: Sendable {
    /// One thing left.
    package enum Item: Sendable {
        /// Messages of another shard.
        case messages([ShardMessage], from: Int)
        /// A connection whose client's home is here.
        case connection(MovedConnection)
        /// Batches of this shard up to that number are durable.
        case journalCommitted(upTo: UInt64)
        /// Messages that were asked for.
        case fetched(FetchedMessages)
        /// What the broker says of itself, on a topic below `$SYS`.
        case announcement(topic: String, payload: String)
        /// Find out which clients may stay: what they are held against has changed. The judge says
        /// what became of their users.
        case judgeAgain((@Sendable (EstablishedClient) -> Lapse?)?)
        /// Begin to accept connections.
        case serve
        /// To be called when everything that this tick has for other shards lies in their
        /// mailboxes.
        case round(@Sendable () -> Void)
        /// End every connection and accept none any more; other shards are still served.
        case stop
        /// Leave the loop.
        case finish
    }

    private struct Box {
        var items: [Item] = []
        var bytes = 0
    }

    private let box = Mutex(Box())
    private let wakeUp: WakeUp

    /// - Parameter wakeUp: rouses the reactor that empties this mailbox.
    package init(wakeUp: WakeUp) { self.wakeUp = wakeUp }

    /// Leaves an item; the reactor is woken when the mailbox was empty. Answers the publication
    /// bytes that wait now.
    @discardableResult
    package func post(_ item: Item) -> Int {
        let itemBytes = Self.bytes(of: item)
        let (wasEmpty, waiting) = box.withLock { box in
            let wasEmpty = box.items.isEmpty
            box.items.append(item)
            box.bytes += itemBytes
            return (wasEmpty, box.bytes)
        }
        if wasEmpty { wakeUp.signal() }
        return waiting
    }

    /// Publication bytes that wait.
    package var waitingBytes: Int { box.withLock { $0.bytes } }

    /// Takes everything, in the order it was left.
    package func takeAll() -> [Item] {
        box.withLock { box in
            var items: [Item] = []
            swap(&items, &box.items)
            box.bytes = 0
            return items
        }
    }

    private static func bytes(of item: Item) -> Int {
        guard case .messages(let messages, _) = item else { return 0 }
        return messages.reduce(0) { sum, message in
            switch message {
            case .publications(let bytes, _), .returned(let bytes, _): sum + bytes.count
            default: sum
            }
        }
    }
}
