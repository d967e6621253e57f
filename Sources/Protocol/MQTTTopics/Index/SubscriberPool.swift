/// Storage for all subscriber sets of an index: blocks of 2, 4, 8, 16 and 32 subscriptions in one
/// array with a free list per size, and longer lists in arrays of their own.
struct SubscriberPool: Sendable {
    private var blocks: [SubscriptionHit] = []
    /// The first free block per exponent; free blocks are linked through `identifier`.
    private var freeBlocks = [UInt32](repeating: endOfList, count: Int(exponentMax) + 1)
    private var longLists: [LongSubscriberList] = []
    private var freeLongLists: [UInt32] = []

    private static let endOfList = UInt32.max
    private static let exponentMax: UInt8 = 5
    /// A long list becomes a block again below this, half a block, so that churn does not flap.
    private static let longCountMin = 16

    /// Roughly the memory held, in bytes.
    var bytes: Int {
        var sum = blocks.capacity * MemoryLayout<SubscriptionHit>.stride
        for list in longLists { sum += list.bytes + MemoryLayout<LongSubscriberList>.stride }
        return sum + freeLongLists.capacity * MemoryLayout<UInt32>.stride
    }

    /// Appends the set's subscriptions to `hits`.
    @inline(__always)
    func append(_ set: SubscriberSet, to hits: inout [SubscriptionHit]) {
        if case .one(let hit) = set {
            hits.append(hit)
        } else {
            appendAny(set, to: &hits)
        }
    }

    /// The same as one call, for a loop that needs its registers.
    @inline(never)
    func appendAny(_ set: SubscriberSet, to hits: inout [SubscriptionHit]) {
        switch set {
        case .none: break
        case .one(let hit): hits.append(hit)
        case .block(let block): hits.append(copying: blocks.span.extracting(block.range))
        case .long(let list): longLists.append(list: Int(list), to: &hits)
        }
    }

    /// Adds a subscription to the set, or replaces the one that its subscriber has there.
    mutating func insert(
        _ hit: SubscriptionHit, into set: inout SubscriberSet
    ) -> TopicIndex.InsertResult {
        let hadSessions = sessionCount(of: set) > 0
        let isNew: Bool
        switch set {
        case .none:
            set = .one(hit)
            isNew = true
        case .one(let present):
            isNew = present.subscriber != hit.subscriber
            set = isNew ? .block(pair(present, hit)) : .one(hit)
        case .block(let block):
            isNew = insert(hit, block: block, set: &set)
        case .long(let list):
            isNew = longLists[Int(list)].insert(hit)
        }
        return TopicIndex.InsertResult(
            isNewForSubscriber: isNew,
            isFirstForFilter: isNew && !hadSessions && hit.subscriber.isSession)
    }

    /// Removes the subscriber from the set.
    mutating func remove(
        _ subscriber: Subscriber, from set: inout SubscriberSet
    ) -> TopicIndex.RemoveResult {
        let existed: Bool
        switch set {
        case .none:
            existed = false
        case .one(let present):
            existed = present.subscriber == subscriber
            if existed { set = .none }
        case .block(let block):
            existed = remove(subscriber, block: block, set: &set)
        case .long(let list):
            existed = longLists[Int(list)].remove(subscriber)
            if longLists[Int(list)].hits.count < Self.longCountMin { set = shorten(list) }
        }
        return TopicIndex.RemoveResult(
            existed: existed,
            wasLastForFilter: existed && subscriber.isSession && sessionCount(of: set) == 0)
    }

    private func sessionCount(of set: SubscriberSet) -> Int {
        switch set {
        case .none: 0
        case .one(let hit): hit.subscriber.isSession ? 1 : 0
        case .block(let block): Int(block.sessionCount)
        case .long(let list): longLists[Int(list)].sessionCount
        }
    }

    private mutating func pair(
        _ first: SubscriptionHit, _ second: SubscriptionHit
    ) -> SubscriberSet.Block {
        var block = makeBlock(exponent: 1)
        append(first, to: &block)
        append(second, to: &block)
        return block
    }

    private mutating func insert(
        _ hit: SubscriptionHit, block: SubscriberSet.Block, set: inout SubscriberSet
    ) -> Bool {
        if let position = position(of: hit.subscriber, in: block) {
            blocks[position] = hit
            return false
        }
        var target = block
        if Int(block.count) == block.capacity {
            if block.exponent == Self.exponentMax {
                set = lengthen(block, with: hit)
                return true
            }
            target = move(block, toExponent: block.exponent + 1)
        }
        append(hit, to: &target)
        set = .block(target)
        return true
    }

    private mutating func remove(
        _ subscriber: Subscriber, block: SubscriberSet.Block, set: inout SubscriberSet
    ) -> Bool {
        guard let position = position(of: subscriber, in: block) else { return false }
        var rest = block
        rest.count -= 1
        if subscriber.isSession { rest.sessionCount -= 1 }
        blocks[position] = blocks[rest.range.upperBound]
        if rest.count == 1 {
            set = .one(blocks[Int(rest.offset)])
            free(rest)
        } else if rest.exponent > 1 && Int(rest.count) <= rest.capacity / 4 {
            set = .block(move(rest, toExponent: rest.exponent - 1))
        } else {
            set = .block(rest)
        }
        return true
    }

    private func position(of subscriber: Subscriber, in block: SubscriberSet.Block) -> Int? {
        for position in block.range where blocks[position].subscriber == subscriber {
            return position
        }
        return nil
    }

    private mutating func append(_ hit: SubscriptionHit, to block: inout SubscriberSet.Block) {
        blocks[block.range.upperBound] = hit
        block.count += 1
        if hit.subscriber.isSession { block.sessionCount += 1 }
    }

    private mutating func move(
        _ block: SubscriberSet.Block, toExponent exponent: UInt8
    ) -> SubscriberSet.Block {
        var target = makeBlock(exponent: exponent)
        for position in block.range { append(blocks[position], to: &target) }
        free(block)
        return target
    }

    private mutating func makeBlock(exponent: UInt8) -> SubscriberSet.Block {
        var offset = freeBlocks[Int(exponent)]
        if offset == Self.endOfList {
            offset = UInt32(blocks.count)
            let empty = SubscriptionHit(subscriber: .session(0), options: 0, identifier: 0)
            for _ in 0..<(1 << Int(exponent)) { blocks.append(empty) }
        } else {
            freeBlocks[Int(exponent)] = blocks[Int(offset)].identifier
        }
        return SubscriberSet.Block(offset: offset, exponent: exponent, count: 0, sessionCount: 0)
    }

    private mutating func free(_ block: SubscriberSet.Block) {
        let next = freeBlocks[Int(block.exponent)]
        blocks[Int(block.offset)] = SubscriptionHit(
            subscriber: .session(0), options: 0, identifier: next)
        freeBlocks[Int(block.exponent)] = block.offset
    }

    private mutating func lengthen(
        _ block: SubscriberSet.Block, with hit: SubscriptionHit
    ) -> SubscriberSet {
        var list = LongSubscriberList()
        for position in block.range { _ = list.insert(blocks[position]) }
        _ = list.insert(hit)
        free(block)
        if let index = freeLongLists.popLast() {
            longLists[Int(index)] = list
            return .long(index)
        }
        longLists.append(list)
        return .long(UInt32(longLists.count - 1))
    }

    private mutating func shorten(_ index: UInt32) -> SubscriberSet {
        var block = makeBlock(exponent: 4)
        for hit in longLists[Int(index)].hits { append(hit, to: &block) }
        longLists[Int(index)] = LongSubscriberList()
        freeLongLists.append(index)
        return .block(block)
    }
}
