import BrokerCore

/// Reading, writing and closing.
extension Reactor {
    /// The peer did something.
    func serve(_ slot: ConnectionSlot, _ event: PollEvent) {
        // Only these two are taken out of the tenant: see source(of:).
        guard let (isHandshaking, isReadingPaused) = state(of: slot) else { return }
        if isHandshaking {
            handshake(slot)
            return
        }
        if event.isWritable { send(on: slot) }
        if event.isReadable {
            if isReadingPaused {
                if event.hasHungUp { lose(slot) }
            } else {
                receive(on: slot)
            }
        }
        if !shard.effects.isEmpty { carryOutEffects() }
    }

    private func state(of slot: ConnectionSlot) -> (isHandshaking: Bool, isReadingPaused: Bool)? {
        tenant(at: slot).map { ($0.isHandshaking, $0.isReadingPaused) }
    }

    private func handshake(_ slot: ConnectionSlot) {
        guard let tenant = tenant(at: slot) else { return }
        switch tenant.link.handshake() {
        case .bytes:
            tenants[Int(slot.index)]?.isHandshaking = false
            watch(slot, writing: false)
            if let session = tenant.link.tls {
                observations.append(
                    .negotiated(
                        peer: tenant.link.peer, version: session.version,
                        cipher: session.cipher))
            }
            receive(on: slot)  // the first packets may have come with the last flight
        case .wantsRead: watch(slot, writing: false)
        case .wantsWrite: watch(slot, writing: true)
        case .failed(let fault):
            observations.append(.linkFailed(peer: tenant.link.peer, fault))
            lose(slot)
        case .endOfStream: lose(slot)
        }
    }

    /// Brings what lies in the shared buffer to the shard, and keeps the rest.
    func feedBuffer(_ slot: ConnectionSlot, count: Int, hadUnread: Bool) {
        let consumed = readBuffer.read(count) { shard.receive($0, on: slot, now: now) }
        if consumed < count {
            tenants[Int(slot.index)]?.unread = readBuffer.copy(consumed..<count)
        } else if hadUnread {
            tenants[Int(slot.index)]?.unread = []
        }
    }

    /// Brings the kept bytes to the shard again.
    func feedUnread(_ slot: ConnectionSlot, evenNone: Bool = false) {
        guard let unread = tenant(at: slot)?.unread, evenNone || !unread.isEmpty else { return }
        let consumed = shard.receive(unread.span, on: slot, now: now)
        if consumed > 0 { tenants[Int(slot.index)]?.unread = Array(unread[consumed...]) }
    }

    // MARK: Writing

    /// One write per connection with new bytes.
    func flush() {
        if shard.dirty.isEmpty { return }
        var dirty: [ConnectionSlot] = []
        swap(&dirty, &shard.dirty)
        for slot in dirty { send(on: slot) }
        // What the writes made room for is written in the next tick: nobody is starved.
        if shard.dirty.isEmpty {
            dirty.removeAll(keepingCapacity: true)
            swap(&dirty, &shard.dirty)
        }
    }

    /// Tells the poller what to watch for.
    func watch(_ slot: ConnectionSlot, writing: Bool) {
        guard let tenant = tenant(at: slot) else { return }
        var interest: PollInterest = tenant.isReadingPaused ? [] : .read
        if writing { interest.insert(.write) }
        if interest == tenant.interest { return }
        tenants[Int(slot.index)]?.interest = interest
        do throws(SystemFault) {
            try poller.change(
                tenant.link.descriptor, token: slot.rawValue, interest: interest)
        } catch {
            note(.system(error), of: tenant.link)
        }
    }

    /// Watches the descriptor no more; one that the kernel has forgotten already is no news.
    func unwatch(_ descriptor: FileDescriptor) {
        do throws(SystemFault) { try poller.remove(descriptor) } catch {}
    }

    /// A reset by the peer is an everyday end; what TLS says explains itself.
    func note(_ fault: LinkFault, of link: Link) {
        if case .tls = fault { observations.append(.linkFailed(peer: link.peer, fault)) }
    }

    // MARK: Ending

    /// The peer is gone: the shard hears of it, the socket closes.
    func lose(_ slot: ConnectionSlot) {
        shard.connectionLost(slot, now: now)
        collectEvents()
        carryOutEffects()
    }

    /// Closes the socket and frees the place.
    func remove(_ slot: ConnectionSlot) {
        guard let tenant = tenant(at: slot) else { return }
        collectEvents()
        endAwaiting(slot)
        unwatch(tenant.link.descriptor)
        tenant.link.close()
        tenants[Int(slot.index)] = nil
        listener(of: tenant)?.givePlace()
        shard.release(slot)
        if acceptsAgainAt != nil { resumeAccepting() }
    }
}
