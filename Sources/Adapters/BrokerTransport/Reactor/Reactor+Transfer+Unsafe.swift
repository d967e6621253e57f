import BrokerCore

/// Moving bytes between sockets and the shard.
///
/// Proof of each `unsafe`: the buffers are lent for the call by whoever owns them, and no callee
/// keeps a pointer.
extension Reactor {
    /// One read, and whatever TLS holds beyond it; then every complete packet.
    func receive(on slot: ConnectionSlot) {
        guard let tenant = tenant(at: slot), !tenant.isReadingPaused else { return }
        let kept = tenant.unread.count
        if kept > ReadBuffer.capacity / 2 {
            receiveLong(on: slot)
            return
        }
        if kept > 0 { readBuffer.put(tenant.unread) }
        var count = kept
        var isAtEnd = false
        var isLost = false
        repeat {
            let result = unsafe readBuffer.fill(after: count) { room in
                unsafe tenant.link.receive(into: room)
            }
            switch result {
            case .bytes(let received): count += received
            case .wantsRead, .wantsWrite: isAtEnd = true
            case .endOfStream:
                isAtEnd = true
                isLost = true
            case .failed(let fault):
                isAtEnd = true
                isLost = true
                note(fault, of: tenant.link)
            }
        } while !isAtEnd && tenant.link.hasPendingBytes && count < ReadBuffer.capacity
        if count > kept { feedBuffer(slot, count: count, hadUnread: kept > 0) }
        if isLost {
            carryOutEffects()  // what came before the end still counts
            lose(slot)
        }
    }

    /// A packet larger than half the shared buffer gathers in memory of its own; it grows with what
    /// was received, never with what a length field claims.
    private func receiveLong(on slot: ConnectionSlot) {
        guard let tenant = tenant(at: slot) else { return }
        let result = unsafe readBuffer.fill(after: 0) { room in
            unsafe tenant.link.receive(into: room)
        }
        switch result {
        case .bytes(let received):
            tenants[Int(slot.index)]?.unread += readBuffer.copy(0..<received)
            feedUnread(slot)
        case .wantsRead, .wantsWrite: break
        case .endOfStream: lose(slot)
        case .failed(let fault):
            note(fault, of: tenant.link)
            lose(slot)
        }
    }

    /// Writes what waits; what the socket does not take waits for the poller.
    func send(on slot: ConnectionSlot) {
        guard let tenant = tenant(at: slot), !tenant.isHandshaking else { return }
        var hasFailed = false
        let isEmpty = unsafe shard.send(on: slot, now: now) { bytes in
            if hasFailed { return bytes.count }
            switch unsafe tenant.link.send(bytes) {
            case .bytes(let count): return count
            case .wantsRead, .wantsWrite: return 0
            case .endOfStream, .failed:
                hasFailed = true
                return bytes.count
            }
        }
        if hasFailed {
            lose(slot)
        } else if !isEmpty != tenant.interest.contains(.write) {
            watch(slot, writing: !isEmpty)
        }
    }

    /// Reads away what the peer sent meanwhile: closing over unread bytes resets the connection,
    /// and the peer would not see our last packet.
    func discardUnread(_ slot: ConnectionSlot) {
        guard let tenant = tenant(at: slot), !tenant.isHandshaking else { return }
        _ = unsafe readBuffer.fill(after: 0) { room in unsafe tenant.link.receive(into: room) }
    }
}
