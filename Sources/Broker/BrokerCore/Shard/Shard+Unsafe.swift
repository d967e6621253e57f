extension Shard {
    /// Lends the bytes that wait on the connection to `body`, which answers how many it took; true
    /// when all are gone. Messages that waited for the outbound queue to shrink follow.
    package func send<Failure: Error>(
        on slot: ConnectionSlot, now: MonotonicTime,
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) -> Bool {
        guard let connection = connection(at: slot) else { return true }
        connection.isDirty = false
        if connection.isOutboundHeld { return true }
        // Proof: the queue lends its own bytes for the call; `body` keeps no pointer.
        unsafe try connection.outbound.send(from: pool, body)
        if connection.outbound.isEmpty { connection.outbound.drain(into: pool) }
        if let session = connection.session,
            session.hasBacklog || session.toldStanding.load == .busy
        {
            self.now = now
            pump(session)
        }
        return connection.outbound.isEmpty
    }

    /// Takes bytes that wait on the connection, as a socket does that has room for so many.
    package func takeOutbound(
        of slot: ConnectionSlot, now: MonotonicTime, upTo byteCount: Int = .max
    ) -> (taken: [UInt8], isEmptyNow: Bool) {
        var taken: [UInt8] = []
        let isEmptyNow = unsafe send(on: slot, now: now) { bytes in
            let count = min(bytes.count, byteCount - taken.count)
            unsafe taken.append(contentsOf: bytes.prefix(count))
            return count
        }
        return (taken, isEmptyNow)
    }
}
