import BrokerCore

/// Moving bytes between sockets and the shard.
///
/// Proof of each `unsafe`: the buffers are lent for the call by whoever owns them, and no callee
/// keeps a pointer.
extension Reactor {
    /// One read, and whatever TLS holds beyond it; then every complete packet.
    func receive(on slot: ConnectionSlot) {
        guard let (link, kept) = source(of: slot) else { return }
        if kept > ReadBuffer.capacity / 2 {
            receiveLong(on: slot, from: link)
            return
        }
        var count = kept
        var isAtEnd = false
        var isLost = false
        repeat {
            let result = unsafe readBuffer.fill(after: count) { room in
                unsafe link.receive(into: room)
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
                note(fault, of: link)
            }
        } while !isAtEnd && link.hasPendingBytes && count < ReadBuffer.capacity
        if count > kept { feed(slot, kept: kept, count: count) }
        if isLost {
            carryOutEffects()  // what came before the end still counts
            lose(slot)
        }
    }

    /// Where to read from, and how many bytes are kept already; nil while nothing is read.
    ///
    /// Nobody may hold the tenant meanwhile: the kept bytes would be copied when some are appended.
    private func source(of slot: ConnectionSlot) -> (link: Link, kept: Int)? {
        guard let tenant = tenant(at: slot), !tenant.isReadingPaused else { return nil }
        return (tenant.link, tenant.unread.count)
    }

    /// Brings what was kept and what came behind its place in the shared buffer to the shard.
    ///
    /// A trickle is appended to what is kept instead: otherwise each byte of it would cost as much
    /// as the whole packet.
    private func feed(_ slot: ConnectionSlot, kept: Int, count: Int) {
        if kept > Self.trickleKeptMin, count - kept < kept / 4 {
            keep(kept..<count, slot)
            return
        }
        if kept > 0, let unread = tenant(at: slot)?.unread { readBuffer.put(unread) }
        feedBuffer(slot, count: count, hadUnread: kept > 0)
    }

    private static let trickleKeptMin = 4_096

    /// A packet larger than half the shared buffer gathers in memory of its own; it grows with what
    /// was received, never with what a length field claims.
    private func receiveLong(on slot: ConnectionSlot, from link: Link) {
        let result = unsafe readBuffer.fill(after: 0) { room in unsafe link.receive(into: room) }
        switch result {
        case .bytes(let received): keep(0..<received, slot)
        case .wantsRead, .wantsWrite: break
        case .endOfStream: lose(slot)
        case .failed(let fault):
            note(fault, of: link)
            lose(slot)
        }
    }

    private func keep(_ range: Range<Int>, _ slot: ConnectionSlot) {
        tenants[Int(slot.index)]?.unread.append(contentsOf: readBuffer.copy(range))
        feedUnread(slot)
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
