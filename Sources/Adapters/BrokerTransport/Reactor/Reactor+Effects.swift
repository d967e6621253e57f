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
        if let session = tenant.link.tls,
            let verdict = verdict(about: session, of: tenant, request)
        {
            conclude(AuthenticationOutcome(verdict), for: tenant)
            return
        }
        conclude(ports.authenticate(request, identity(of: tenant)), for: tenant)
    }

    private func continueAuthentication(_ slot: ConnectionSlot, _ data: [UInt8]?) {
        guard let tenant = tenant(at: slot), let step = tenant.nextStep else { return }
        drained = nil
        conclude(step(data), for: tenant)
    }

    private func conclude(_ outcome: AuthenticationOutcome, for tenant: Tenant) {
        if outcome.next == nil { endAwaiting(tenant) }
        tenant.nextStep = outcome.next
        var verdict = outcome.verdict
        // A password or an exchange takes its time, in which trust may have changed.
        if case .accepted = verdict, let lapsed = certificateVerdict(of: tenant) {
            verdict = lapsed
        }
        shard.conclude(verdict, on: tenant.slot, now: now)
        feedUnread(of: tenant)  // packets that came with CONNECT or AUTH
    }

    private func move(_ slot: ConnectionSlot, to destination: Int) {
        guard let tenant = tenant(at: slot) else { return }
        let accepted = shard.takeAccepted(on: slot)
        tellObservations()  // the next line about this client comes from another thread
        unwatch(tenant.link.descriptor)
        forget(tenant)
        mailboxes[destination].post(
            .connection(
                MovedConnection(
                    link: tenant.link, listener: tenant.listener,
                    unread: tenant.unread?.bytes ?? [],
                    awaitsConnect: tenant.awaitsConnect, accepted: accepted)))
    }
}
