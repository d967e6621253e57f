import BrokerCore

/// Reading, writing and closing.
extension Reactor {
    /// The peer did something.
    func serve(_ slot: ConnectionSlot, _ event: PollEvent) {
        guard let tenant = tenant(at: slot) else { return }
        if tenant.isHandshaking {
            handshake(with: tenant)
            return
        }
        if event.isWritable { send(to: tenant) }
        if event.isReadable, !tenant.isGone {
            if !tenant.isReadingPaused {
                receive(from: tenant)
            } else if event.hasHungUp {
                lose(tenant)
            }
        }
        carryOutEffects()
        drained = nil
    }

    private func handshake(with tenant: Tenant) {
        switch tenant.link.handshake() {
        case .bytes:
            tenant.isHandshaking = false
            watch(tenant, writing: false)
            if let session = tenant.link.tls {
                observations.append(
                    .negotiated(
                        peer: tenant.link.peer, version: session.version,
                        cipher: session.cipher))
            }
            receive(from: tenant)  // the first packets may have come with the last flight
        case .wantsRead: watch(tenant, writing: false)
        case .wantsWrite: watch(tenant, writing: true)
        case .failed(let fault):
            tell(fault, of: tenant)
            lose(tenant)
        case .endOfStream: lose(tenant)
        }
    }

    /// Brings what lies in the shared buffer to the shard, and keeps the rest.
    func feedBuffer(to tenant: Tenant, count: Int, hadUnread: Bool) {
        let consumed = readBuffer.read(count) { shard.receive($0, on: tenant.slot, now: now) }
        if consumed < count {
            tenant.unread = UnreadBytes(readBuffer.copy(consumed..<count))
        } else if hadUnread {
            tenant.unread = nil
        }
    }

    /// Brings the kept bytes to the shard again.
    func feedUnread(of tenant: Tenant, evenNone: Bool = false) {
        if tenant.unread == nil, !evenNone { return }
        let bytes = tenant.unread?.bytes ?? []
        let consumed = shard.receive(bytes.span, on: tenant.slot, now: now)
        if consumed == 0 { return }
        tenant.unread = consumed == bytes.count ? nil : UnreadBytes(Array(bytes[consumed...]))
    }

    // MARK: Writing

    /// One write per connection with new bytes.
    func flush() {
        if !shard.hasDirty { return }
        var slots: [ConnectionSlot] = []
        swap(&slots, &spareSlots)
        shard.takeDirty(into: &slots)
        // What the writes make room for is written in the next tick: nobody is starved.
        for slot in slots {
            if let tenant = tenant(at: slot) { send(to: tenant) }
        }
        slots.removeAll(keepingCapacity: true)
        swap(&slots, &spareSlots)
    }

    /// Tells the poller what to watch for.
    func watch(_ tenant: Tenant, writing: Bool) {
        var interest: PollInterest = tenant.isReadingPaused ? [] : .read
        if writing { interest.insert(.write) }
        if interest == tenant.interest { return }
        tenant.interest = interest
        do throws(SystemFault) {
            try poller.change(
                tenant.link.descriptor, token: tenant.slot.rawValue, interest: interest)
        } catch {
            note(.system(error), of: tenant)
        }
    }

    /// Watches the descriptor no more; one that the kernel has forgotten already is no news.
    func unwatch(_ descriptor: FileDescriptor) {
        do throws(SystemFault) { try poller.remove(descriptor) } catch {}
    }

    /// A reset by the peer is an everyday end; what TLS says explains itself.
    func note(_ fault: LinkFault, of tenant: Tenant) {
        if case .tls = fault { tell(fault, of: tenant) }
    }

    /// Whoever leaves between handshake and CONNECT may have found something wrong with our
    /// certificate that its TLS does not look at.
    func noteEnd(of tenant: Tenant) {
        if tenant.isGone || tenant.link.tls == nil { return }
        if !tenant.awaitsConnect || tenant.unread != nil || tenant.nextStep != nil { return }
        tell(.tls(.closedBeforeConnect), of: tenant)
    }

    private func tell(_ fault: LinkFault, of tenant: Tenant) {
        if ports.observe == nil { return }
        observations.append(
            .linkFailed(peer: tenant.link.account(listener: tenant.listener), fault))
    }

    // MARK: Ending

    /// The peer is gone: the shard hears of it, the socket closes.
    func lose(_ tenant: Tenant) {
        shard.connectionLost(tenant.slot, now: now)
        collectEvents()
        carryOutEffects()
    }

    /// Closes the socket, which no poller watches then, and frees the place.
    func remove(_ tenant: Tenant) {
        if tenant.isGone { return }
        collectEvents()
        endAwaiting(tenant)
        giveCertificate(of: tenant)
        tenant.link.close()
        for count in counts[tenant.listener] { count.give() }
        forget(tenant)
        if acceptsAgainAt != nil { resumeAccepting() }
    }

    /// Frees the place.
    func forget(_ tenant: Tenant) {
        tenant.isGone = true
        tenants.put(nil, at: tenant.slot.index)
        shard.release(tenant.slot)
    }
}
