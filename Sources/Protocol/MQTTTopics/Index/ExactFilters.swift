/// The filters without wildcards: one flat hash table, so that a publication finds them with one
/// probe however many there are.
struct ExactFilters: Sendable {
    private var records: [Record] = []
    private var freeRecords: [UInt32] = []
    private var table = ProbeTable()
    private var arena = ByteArena()

    private struct Record {
        var name: ArenaSlice
        var subscribers: SubscriberSet
    }

    var count: Int { table.count }

    var bytes: Int {
        records.capacity * MemoryLayout<Record>.stride
            + freeRecords.capacity * MemoryLayout<UInt32>.stride + table.bytes + arena.bytes
    }

    /// Appends the subscriptions of the filter that equals `topic`, which has this tag.
    @inline(__always)
    func match(
        topic: Span<UInt8>, tag: UInt32, pool: borrowing SubscriberPool,
        into hits: inout [SubscriptionHit]
    ) {
        guard let slot = slot(of: topic, tag: tag) else { return }
        pool.append(records[table.entry(at: slot).index].subscribers, to: &hits)
    }

    /// Adds or replaces a subscription.
    mutating func insert(
        _ filter: Span<UInt8>, tag: UInt32, _ hit: SubscriptionHit, pool: inout SubscriberPool
    ) -> TopicIndex.InsertResult {
        if let slot = slot(of: filter, tag: tag) {
            return pool.insert(hit, into: &records[table.entry(at: slot).index].subscribers)
        }
        var record = Record(name: arena.append(filter), subscribers: .none)
        let result = pool.insert(hit, into: &record.subscribers)
        if let index = freeRecords.popLast() {
            records[Int(index)] = record
            table.insert(tag: tag, index: Int(index))
        } else {
            table.insert(tag: tag, index: records.count)
            records.append(record)
        }
        return result
    }

    /// Removes a subscription, and the filter with its last one.
    mutating func remove(
        _ filter: Span<UInt8>, tag: UInt32, _ subscriber: Subscriber, pool: inout SubscriberPool
    ) -> TopicIndex.RemoveResult {
        guard let slot = slot(of: filter, tag: tag) else { return .absent }
        let index = table.entry(at: slot).index
        let result = pool.remove(subscriber, from: &records[index].subscribers)
        if records[index].subscribers.isEmpty {
            table.remove(at: slot)
            arena.free(records[index].name)
            records[index].name = .empty
            freeRecords.append(UInt32(index))
            if arena.isWorthCompacting { compact() }
        }
        return result
    }

    @inline(__always)
    private func slot(of name: Span<UInt8>, tag: UInt32) -> Int? {
        var slot = table.home(of: tag)
        while true {
            let entry = table.entry(at: slot)
            if entry.isFree { return nil }
            if entry.tag == tag, arena.holds(name, at: records[entry.index].name) { return slot }
            slot = table.next(slot)
        }
    }

    private mutating func compact() {
        var compacted = ByteArena(replacing: arena)
        for index in records.indices {
            let name = compacted.append(records[index].name, of: arena)
            records[index].name = name
        }
        arena = compacted
    }
}
