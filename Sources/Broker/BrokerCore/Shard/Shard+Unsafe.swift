/// How sending on a connection stands.
package enum OutboundStanding {
    /// Nothing waits.
    case empty
    /// Something waits until the socket has room, or the next tick.
    case waiting
    /// All of ``Shard/nextBytes(on:)`` was taken, and there were more behind them.
    case goesOn
}

extension Shard {
    /// The bytes that go next on the connection, in place until something else is asked of the
    /// shard; nil when nothing waits or may leave yet.
    package func nextBytes(on slot: ConnectionSlot) -> UnsafeRawBufferPointer? {
        let next: UnsafeRawBufferPointer?? = unsafe connections.lend(slot.index) { connection in
            if connection.slot != slot { return nil }
            connection.isDirty = false
            // Proof: the queue owns the bytes; the caller promises to ask for nothing meanwhile.
            return connection.isOutboundHeld ? nil : unsafe connection.outbound.first
        }
        return unsafe next ?? nil
    }

    /// So many of the next bytes were taken, of all that were offered; to be called also when there
    /// were none. Messages that waited for the outbound queue to shrink follow when the socket, or
    /// what waited, is at its end.
    package func noteSent(
        _ count: Int, of offered: Int, on slot: ConnectionSlot, now: MonotonicTime
    ) -> OutboundStanding {
        let standing: OutboundStanding? =
            connections.lend(slot.index) { connection in
                if connection.slot != slot || connection.isOutboundHeld { return .empty }
                connection.outbound.removeFirst(count, into: pool)
                if !connection.outbound.isEmpty, count == offered { return .goesOn }
                if connection.session?.hasMoreToSend == true { return nil }
                return connection.outbound.isEmpty ? .empty : .waiting
            } ?? .empty
        return standing ?? sendMore(on: slot, now: now)
    }

    @inline(never)
    private func sendMore(on slot: ConnectionSlot, now: MonotonicTime) -> OutboundStanding {
        guard let connection = connection(at: slot), let session = connection.session else {
            return .empty
        }
        self.now = now
        pump(session)
        return connection.outbound.isEmpty ? .empty : .waiting
    }

    /// Takes bytes that wait on the connection, as a socket does that has room for so many.
    package func takeOutbound(
        of slot: ConnectionSlot, now: MonotonicTime, upTo byteCount: Int = .max
    ) -> (taken: [UInt8], isEmptyNow: Bool) {
        var taken: [UInt8] = []
        while true {
            var count = 0
            var offered = 0
            // Proof: the bytes are copied before the shard is asked for anything else.
            if let next = unsafe nextBytes(on: slot) {
                offered = next.count
                count = min(offered, byteCount - taken.count)
                unsafe taken.append(contentsOf: next.prefix(count))
            }
            switch noteSent(count, of: offered, on: slot, now: now) {
            case .empty: return (taken, true)
            case .waiting: return (taken, false)
            case .goesOn: continue
            }
        }
    }
}
