import BrokerCore

/// Carries out what the shard decided.
extension Reactor {
    func carryOutEffects() {
        while !shard.effects.isEmpty {
            var effects: [ConnectionEffect] = []
            swap(&effects, &shard.effects)
            for effect in effects { carryOut(effect) }
        }
    }

    private func carryOut(_ effect: ConnectionEffect) {
        switch effect {
        case .authenticate(let slot, let request): authenticate(slot, request)
        case .continueAuthentication(let slot, let data): continueAuthentication(slot, data)
        case .move(let slot, let destination): move(slot, to: destination)
        case .close(let slot):
            send(on: slot)
            discardUnread(slot)
            remove(slot)
        case .pauseReading(let slot):
            tenants[Int(slot.index)]?.isReadingPaused = true
            watch(slot, writing: tenant(at: slot)?.interest.contains(.write) ?? false)
        case .resumeReading(let slot):
            guard tenant(at: slot) != nil else { return }
            tenants[Int(slot.index)]?.isReadingPaused = false
            watch(slot, writing: tenant(at: slot)?.interest.contains(.write) ?? false)
            feedUnread(slot, evenNone: true)
            // Bytes that TLS has decrypted already make no event.
            if tenant(at: slot)?.link.hasPendingBytes == true { receive(on: slot) }
        }
    }

    private func authenticate(_ slot: ConnectionSlot, _ request: AuthenticationRequest) {
        guard let tenant = tenant(at: slot) else { return }
        // A resumed session says who was let in once; CONNECT may come long after the handshake.
        if let listener = listener(of: tenant) { refreshTrust(of: listener) }
        if let refusal = tenant.link.tls?.presentRefusal() {
            observations.append(
                .linkFailed(peer: tenant.link.peer, .tls(.certificateLapsed(refusal))))
            conclude(AuthenticationOutcome(.notAuthorized), on: slot)
            return
        }
        let identity = PeerIdentity(
            address: tenant.link.peer, certificate: tenant.link.tls?.peerCertificate)
        conclude(ports.authenticate(request, identity), on: slot)
    }

    private func continueAuthentication(_ slot: ConnectionSlot, _ data: [UInt8]?) {
        guard let step = tenant(at: slot)?.nextStep else { return }
        conclude(step(data), on: slot)
    }

    private func conclude(_ outcome: AuthenticationOutcome, on slot: ConnectionSlot) {
        if outcome.next == nil { endAwaiting(slot) }
        tenants[Int(slot.index)]?.nextStep = outcome.next
        shard.conclude(outcome.verdict, on: slot, now: now)
        feedUnread(slot)  // packets that came with CONNECT or AUTH
    }

    private func move(_ slot: ConnectionSlot, to destination: Int) {
        guard let tenant = tenant(at: slot) else { return }
        tellObservations()  // the next line about this client comes from another thread
        unwatch(tenant.link.descriptor)
        tenants[Int(slot.index)] = nil
        shard.release(slot)
        mailboxes[destination].post(
            .connection(
                MovedConnection(
                    link: tenant.link, listener: tenant.listener, unread: tenant.unread,
                    awaitsConnect: tenant.awaitsConnect)))
    }
}
