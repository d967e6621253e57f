/// The subscriptions of one session, by filter as the client wrote it: all filters in one block of
/// bytes and 16 bytes beside it for each, because one session may hold 100,000.
package struct SubscriptionTable: Sendable {
    /// A subscription as it was granted.
    package struct Subscription: Equatable, Sendable {
        /// The SUBSCRIBE options byte.
        package var options: UInt8
        /// 0 for none.
        package var identifier: UInt32

        /// A subscription with these options.
        package init(options: UInt8, identifier: UInt32) {
            self.options = options
            self.identifier = identifier
        }
    }

    /// A subscription and where its filter lies in ``SubscriptionTable/names``.
    package struct Entry: Sendable {
        package let name: Range<Int>
        package let subscription: Subscription
    }

    private struct Record {
        var name: ArenaSlice
        /// The next free record + 1 of a free one.
        var identifier: UInt32
        var options: UInt8
        var isFree = false
    }

    private var records: [Record] = []
    /// Index + 1; 0 for none.
    private var firstFree: UInt32 = 0
    private var arena = ByteArena()
    /// Finds a filter among many; few are searched one by one.
    private var table: ProbeTable?
    private let hash: SeededHash
    /// How many subscriptions there are.
    package private(set) var count = 0

    /// So many are searched without a table.
    private static let fewCount = 8

    init(hash: SeededHash) { self.hash = hash }

    /// Roughly the memory held, in bytes.
    package var bytes: Int {
        records.capacity * MemoryLayout<Record>.stride + arena.bytes + (table?.bytes ?? 0)
    }

    /// Whether there are none.
    package var isEmpty: Bool { count == 0 }

    /// The filters' bytes, for the entries of ``next(_:)``.
    package var names: [UInt8] { arena.storage }

    /// The subscription with this filter.
    package func subscription(of filter: Span<UInt8>) -> Subscription? {
        index(of: filter, tag: hash.tag(of: filter)).map { index in
            Subscription(options: records[index].options, identifier: records[index].identifier)
        }
    }

    /// Adds the subscription, or replaces the one with the same filter.
    package mutating func set(_ filter: Span<UInt8>, _ subscription: Subscription) {
        let tag = hash.tag(of: filter)
        if let index = index(of: filter, tag: tag) {
            records[index].options = subscription.options
            records[index].identifier = subscription.identifier
            return
        }
        count += 1
        let record = Record(
            name: arena.append(filter), identifier: subscription.identifier,
            options: subscription.options)
        let index: Int
        if firstFree == 0 {
            index = records.count
            records.append(record)
        } else {
            index = Int(firstFree) - 1
            firstFree = records[index].identifier
            records[index] = record
        }
        if table != nil {
            table?.insert(tag: tag, index: index)
        } else if records.count > Self.fewCount {
            makeTable()
        }
    }

    /// Removes the subscription with this filter; whether there was one.
    package mutating func remove(_ filter: Span<UInt8>) -> Bool {
        let tag = hash.tag(of: filter)
        guard let index = index(of: filter, tag: tag) else { return false }
        count -= 1
        if count == 0 {
            self = SubscriptionTable(hash: hash)
            return true
        }
        if var table {
            self.table = nil  // or removing would copy it
            var slot = table.home(of: tag)
            while table.entry(at: slot).index != index { slot = table.next(slot) }
            table.remove(at: slot)
            self.table = table
        }
        arena.free(records[index].name)
        records[index] = Record(name: .empty, identifier: firstFree, options: 0, isFree: true)
        firstFree = UInt32(index + 1)
        if arena.isWorthCompacting { compact() }
        return true
    }

    /// The first subscription from `position` on, which then stands behind it; nil at the end.
    /// From 0 on every subscription is met once, if none comes or goes meanwhile.
    package func next(_ position: inout Int) -> Entry? {
        while position < records.count {
            let record = records[position]
            position += 1
            if record.isFree { continue }
            return Entry(
                name: record.name.range,
                subscription: Subscription(
                    options: record.options, identifier: record.identifier))
        }
        return nil
    }

    /// Copies of the filters whose subscription is wanted.
    package func filters(where isWanted: (Subscription) -> Bool) -> [[UInt8]] {
        var filters: [[UInt8]] = []
        var position = 0
        while let entry = next(&position) {
            if isWanted(entry.subscription) { filters.append(Array(names[entry.name])) }
        }
        return filters
    }

    private func index(of filter: Span<UInt8>, tag: UInt32) -> Int? {
        guard let table else {
            for index in records.indices
            where !records[index].isFree && arena.holds(filter, at: records[index].name) {
                return index
            }
            return nil
        }
        var slot = table.home(of: tag)
        while true {
            let entry = table.entry(at: slot)
            if entry.isFree { return nil }
            if entry.tag == tag, arena.holds(filter, at: records[entry.index].name) {
                return entry.index
            }
            slot = table.next(slot)
        }
    }

    private mutating func makeTable() {
        var table = ProbeTable()
        for index in records.indices where !records[index].isFree {
            let name = arena.storage.span.extracting(records[index].name.range)
            table.insert(tag: hash.tag(of: name), index: index)
        }
        self.table = table
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
