import BrokerCore

/// Carries out what the shard decided.
extension Reactor {
    func carryOutEffects() {
        if !shard.hasEffects { return }
        var effects: [ConnectionEffect] = []
        swap(&effects, &spareEffects)
        while shard.hasEffects {
            shard.takeEffects(into: &effects)
            for effect in effects { carryOut(effect) }
        }
        effects.removeAll(keepingCapacity: true)
        swap(&effects, &spareEffects)
    }

    private func carryOut(_ effect: ConnectionEffect) {
        switch effect {
        case .authenticate(let slot, let request): authenticate(slot, request)
        case .continueAuthentication(let slot, let data): continueAuthentication(slot, data)
        case .move(let slot, let destination): move(slot, to: destination)
        case .close(let slot):
            guard let tenant = tenant(at: slot) else { return }
            send(to: tenant)
            if drained != slot { discardUnread(of: tenant) }
            remove(tenant)
        case .pauseReading(let slot):
            guard let tenant = tenant(at: slot) else { return }
            tenant.isReadingPaused = true
            watch(tenant, writing: tenant.interest.contains(.write))
        case .resumeReading(let slot):
            guard let tenant = tenant(at: slot) else { return }
            tenant.isReadingPaused = false
            watch(tenant, writing: tenant.interest.contains(.write))
            feedUnread(of: tenant, evenNone: true)
            // Bytes that TLS has decrypted already make no event.
            if tenant.link.hasPendingBytes { receive(from: tenant) }
        }
    }

    private func authenticate(_ slot: ConnectionSlot, _ request: AuthenticationRequest) {
        guard let tenant = tenant(at: slot) else { return }
        drained = nil  // a password takes its time, in which more may have come
        // A resumed session says who was let in once; CONNECT may come long after the handshake.
        if tenant.link.tls != nil, let listener = listener(of: tenant) {
            refreshTrust(of: listener)
        }
        if let refusal = tenant.link.tls?.presentRefusal() {
            observations.append(
                .linkFailed(peer: tenant.link.peer, .tls(.certificateLapsed(refusal))))
            conclude(AuthenticationOutcome(.notAuthorized), for: tenant)
            return
        }
        let identity = PeerIdentity(
            address: tenant.link.peer, certificate: tenant.link.tls?.peerCertificate)
        conclude(ports.authenticate(request, identity), for: tenant)
    }

    private func continueAuthentication(_ slot: ConnectionSlot, _ data: [UInt8]?) {
        guard let tenant = tenant(at: slot), let step = tenant.nextStep else { return }
        drained = nil
        conclude(step(data), for: tenant)
    }

    private func conclude(_ outcome: AuthenticationOutcome, for tenant: Tenant) {
        if outcome.next == nil { endAwaiting(tenant) }
        tenant.nextStep = outcome.next
        shard.conclude(outcome.verdict, on: tenant.slot, now: now)
        feedUnread(of: tenant)  // packets that came with CONNECT or AUTH
    }

    private func move(_ slot: ConnectionSlot, to destination: Int) {
        guard let tenant = tenant(at: slot) else { return }
        tellObservations()  // the next line about this client comes from another thread
        unwatch(tenant.link.descriptor)
        forget(tenant)
        mailboxes[destination].post(
            .connection(
                MovedConnection(
                    link: tenant.link, listener: tenant.listener,
                    unread: tenant.unread?.bytes ?? [],
                    awaitsConnect: tenant.awaitsConnect)))
    }
}
