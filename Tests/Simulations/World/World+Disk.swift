import BrokerCore

/// What happens between the shards and what they keep: writing, reading, and the end of it all.
extension World {
    /// Something becomes durable, a shard hears of it, or of messages that it wanted to have read.
    func useDisk() -> Bool {
        if !journals.isOn { return false }
        let writable = shards.indices.filter { journals.writableCount($0) > 0 }
        let untold = shards.indices.filter(journals.mustTell)
        let count = writable.count + untold.count + fetches.count
        if count == 0 { return false }
        let choice = Int.random(in: 0..<count, using: &random)
        if choice < writable.count {
            write(to: writable[choice])
        } else if choice < writable.count + untold.count {
            tell(untold[choice - writable.count])
        } else {
            read(fetches.remove(at: choice - writable.count - untold.count))
        }
        return true
    }

    private func write(to shard: Int) {
        let most = min(journals.writableCount(shard), traits.batchesAtOnce)
        let count = Int.random(in: 1...most, using: &random)
        journals.write(count, of: shard)
        trace.note("shard \(shard) has \(journals.durableCounts[shard]) batches on disk")
    }

    private func tell(_ shard: Int) {
        let number = journals.tell(shard)
        trace.note("shard \(shard) hears of batch \(number)")
        shards[shard].journalCommitted(upTo: number, now: now)
        settle(shard)
    }

    private func read(_ fetch: (shard: Int, request: FetchRequest)) {
        trace.note("shard \(fetch.shard) is brought \(fetch.request.numbers.count) messages")
        fetchCount += 1
        shards[fetch.shard].takeFetched(journals.storage.read(fetch.request), now: now)
        settle(fetch.shard)
    }

    /// The broker is killed, and started again some time later from what is durable.
    func crash(shardCount: Int? = nil, downNanoseconds: UInt64 = 0) {
        crashCount += 1
        trace.note("the broker is killed")
        ledger.noteCrash()
        for connection in connections { breakOff(connection) }
        moving = []
        verdicts = []
        lateShards = []
        fetches = []
        now = now.adding(nanoseconds: downNanoseconds)
        start(shardCount: shardCount ?? traits.shardCount)
        noteNews()
        trace.note("it is back with \(shards.count) shards at \(now.nanoseconds / 1_000_000) ms")
    }

    /// What was sent already may still arrive, or not.
    private func breakOff(_ connection: SimulatedConnection) {
        let client = connection.client
        connection.slot = nil
        connection.hasUnsent = false
        if !connection.isClosed {
            connection.isClosed = true
            client.mayHaveEnded(connection)
        }
        if client.connection === connection {
            if traits.isEndHeardAtOnce || Bool.random(using: &random) {
                client.lose()
            } else {
                return
            }
        }
        forget(connection)
    }
}
