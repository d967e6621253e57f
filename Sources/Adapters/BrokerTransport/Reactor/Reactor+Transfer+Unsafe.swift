import BrokerCore

/// Moving bytes between sockets and the shard.
///
/// Proof of each `unsafe`: the buffers are lent for the call by whoever owns them, and no callee
/// keeps a pointer.
extension Reactor {
    /// One read, and whatever TLS holds beyond it; then every complete packet.
    func receive(from tenant: Tenant) {
        if tenant.isReadingPaused || tenant.isGone { return }
        let link = tenant.link
        let kept = tenant.unread?.bytes.count ?? 0
        if kept > ReadBuffer.capacity / 2 {
            receiveLong(from: tenant)
            return
        }
        var count = kept
        var isAtEnd = false
        var isLost = false
        var isBroken = false
        repeat {
            let result = unsafe readBuffer.fill(after: count) { room in
                unsafe link.receive(into: room)
            }
            switch result {
            case .bytes(let received):
                count += received
                if link.tls == nil, count < ReadBuffer.capacity { drained = tenant.slot }
            case .wantsRead, .wantsWrite: isAtEnd = true
            case .endOfStream:
                isAtEnd = true
                isLost = true
            case .failed(let fault):
                isAtEnd = true
                isLost = true
                if case .tls = fault { isBroken = true }
                note(fault, of: tenant)
            }
        } while !isAtEnd && link.hasPendingBytes && count < ReadBuffer.capacity
        if count > kept { feed(tenant, kept: kept, count: count) }
        if isLost {
            carryOutEffects()  // what came before the end still counts
            if !isBroken { noteEnd(of: tenant) }
            lose(tenant)
        }
    }

    /// Brings what was kept and what came behind its place in the shared buffer to the shard.
    ///
    /// A trickle is appended to what is kept instead: otherwise each byte of it would cost as much
    /// as the whole packet.
    private func feed(_ tenant: Tenant, kept: Int, count: Int) {
        if kept > Self.trickleKeptMin, count - kept < kept / 4 {
            keep(kept..<count, for: tenant)
            return
        }
        if kept > 0, let unread = tenant.unread { readBuffer.put(unread.bytes) }
        feedBuffer(to: tenant, count: count, hadUnread: kept > 0)
    }

    private static let trickleKeptMin = 4_096

    /// A packet larger than half the shared buffer gathers in memory of its own; it grows with what
    /// was received, never with what a length field claims.
    private func receiveLong(from tenant: Tenant) {
        let result = unsafe readBuffer.fill(after: 0) { room in
            unsafe tenant.link.receive(into: room)
        }
        switch result {
        case .bytes(let received): keep(0..<received, for: tenant)
        case .wantsRead, .wantsWrite: break
        case .endOfStream: lose(tenant)
        case .failed(let fault):
            note(fault, of: tenant)
            lose(tenant)
        }
    }

    private func keep(_ range: Range<Int>, for tenant: Tenant) {
        if let unread = tenant.unread {
            unread.bytes.append(contentsOf: readBuffer.copy(range))
        } else {
            tenant.unread = UnreadBytes(readBuffer.copy(range))
        }
        feedUnread(of: tenant)
    }

    /// Writes what waits; what the socket does not take waits for the poller.
    func send(to tenant: Tenant) {
        if tenant.isHandshaking || tenant.isGone { return }
        while true {
            var sent = 0
            var offered = 0
            if let bytes = unsafe shard.nextBytes(on: tenant.slot) {
                offered = bytes.count
                switch unsafe tenant.link.send(bytes) {
                case .bytes(let count): sent = count
                case .wantsRead, .wantsWrite: break
                case .endOfStream, .failed:
                    lose(tenant)
                    return
                }
            }
            switch shard.noteSent(sent, of: offered, on: tenant.slot, now: now) {
            case .goesOn: continue
            case .empty: watch(tenant, writing: false)
            case .waiting: watch(tenant, writing: true)
            }
            return
        }
    }

    /// Reads away what the peer sent meanwhile: closing over unread bytes resets the connection,
    /// and the peer would not see our last packet.
    func discardUnread(of tenant: Tenant) {
        if tenant.isHandshaking || tenant.isGone { return }
        _ = unsafe readBuffer.fill(after: 0) { room in unsafe tenant.link.receive(into: room) }
    }
}
