import BrokerCore

/// From a listener to a connection of the shard.
extension Reactor {
    private static let acceptedPerTickMax = 64
    private static let pauseSeconds: UInt64 = 1

    /// Watches every listener; of several reactors the kernel wakes one.
    func watchListeners() throws(SystemFault) {
        for (place, listener) in listeners.enumerated() {
            try poller.add(
                listener.socket.descriptor, token: Self.firstListenerToken - UInt64(place),
                interest: [.read, .exclusive])
        }
    }

    func accept(on place: Int) {
        if !isServing { return }  // the event is older than the end
        let listener = listeners[place]
        for _ in 0..<Self.acceptedPerTickMax {
            switch listener.socket.accept() {
            case .accepted(let descriptor, let peer):
                if let refusal = listener.takePlace(for: peer) {
                    tell(refusal, of: peer, listener.settingsPlace)
                    descriptor.close()
                    continue
                }
                refreshTrust(of: listener)
                if ports.observe != nil {
                    observations.append(.accepted(peer: peer, listener: listener.settingsPlace))
                }
                adopt(
                    Link(descriptor: descriptor, peer: peer, context: listener.tls?.context),
                    listener: listener.settingsPlace, unread: [], awaitsConnect: true)
            case .wouldBlock:
                hasToldExhaustion = false
                return
            case .outOfDescriptors, .failed:
                pauseAccepting(listener.settingsPlace)
                return
            case .peerGone: continue
            }
        }
    }

    /// A revocation list that was renewed counts for the handshakes and CONNECTs to come, and for
    /// every client that is here.
    func refreshTrust(of listener: ListenPoint) {
        guard let change = listener.tls?.refresh() else { return }
        observations.append(.trustChanged(change, listener: listener.settingsPlace))
        if case .renewed = change {
            for mailbox in mailboxes { mailbox.post(.judgeAgain(nil)) }
        }
    }

    private func tell(
        _ refusal: ConnectionCount.Refusal, of peer: PeerAddress, _ settingsPlace: Int
    ) {
        switch refusal {
        case .full(let max):
            observations.append(
                .tooManyConnections(peer: peer, listener: settingsPlace, max: max))
        case .addressAtShare(let max):
            observations.append(
                .tooManyAwaitingConnect(peer: peer, listener: settingsPlace, max: max))
        }
    }

    /// A listener that stays readable while nothing can be accepted would keep the thread busy.
    private func pauseAccepting(_ settingsPlace: Int) {
        if acceptsAgainAt == nil {
            if !hasToldExhaustion {
                hasToldExhaustion = true
                observations.append(.descriptorsExhausted(listener: settingsPlace))
            }
            for listener in listeners { unwatch(listener.socket.descriptor) }
        }
        acceptsAgainAt = MonotonicTime(nanoseconds: now.nanoseconds + 250_000_000)
    }

    func resumeAccepting() {
        acceptsAgainAt = nil
        do throws(SystemFault) {
            try watchListeners()
        } catch {
            acceptsAgainAt = now.adding(seconds: Self.pauseSeconds)
        }
    }

    /// Makes the link a connection of this shard.
    func adopt(
        _ link: Link, listener: Int, unread: [UInt8], awaitsConnect: Bool,
        accepted: AcceptedConnect? = nil
    ) {
        let slot = shard.open(listener: listener, now: now)
        let tenant = Tenant(
            slot: slot, link: link, listener: listener, unread: unread,
            awaitsConnect: awaitsConnect)
        tenants.put(tenant, at: slot.index)
        do throws(SystemFault) {
            try poller.add(link.descriptor, token: slot.rawValue, interest: .read)
        } catch {
            remove(tenant)
            return
        }
        if let accepted {
            shard.take(accepted, on: slot, now: now)
            judge(tenant)  // trust may have changed while it was on its way
        }
        if !unread.isEmpty || accepted != nil {
            feedUnread(of: tenant)
            carryOutEffects()
        }
        // Bytes that TLS has decrypted already make no event.
        if link.hasPendingBytes { receive(from: tenant) }
    }

    /// The connection no longer counts among those of its address that await CONNECT.
    func endAwaiting(_ tenant: Tenant) {
        if !tenant.awaitsConnect { return }
        tenant.awaitsConnect = false
        for count in counts[tenant.listener] { count.endAwaiting(of: tenant.link.peer) }
    }

    /// One of the sockets of the listener that the connection came through.
    func listener(of tenant: Tenant) -> ListenPoint? {
        listeners.first { $0.settingsPlace == tenant.listener }
    }
}
