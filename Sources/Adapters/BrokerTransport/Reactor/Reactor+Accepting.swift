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
        let listener = listeners[place]
        for _ in 0..<Self.acceptedPerTickMax {
            switch listener.socket.accept() {
            case .accepted(let descriptor, let peer):
                if let full = listener.takePlace() {
                    observations.append(
                        .tooManyConnections(
                            peer: peer, listener: listener.settingsPlace, max: full.max))
                    descriptor.close()
                    continue
                }
                observations.append(.accepted(peer: peer, listener: listener.settingsPlace))
                adopt(
                    Link(descriptor: descriptor, peer: peer, context: listener.tls),
                    listener: listener.settingsPlace, unread: [])
            case .wouldBlock: return
            case .outOfDescriptors, .failed:
                pauseAccepting(listener.settingsPlace)
                return
            case .peerGone: continue
            }
        }
    }

    /// A listener that stays readable while nothing can be accepted would keep the thread busy.
    private func pauseAccepting(_ settingsPlace: Int) {
        if acceptsAgainAt == nil {
            observations.append(.descriptorsExhausted(listener: settingsPlace))
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
    func adopt(_ link: Link, listener: Int, unread: [UInt8]) {
        let slot = shard.open(listener: listener, now: now)
        while tenants.count <= Int(slot.index) { tenants.append(nil) }
        tenants[Int(slot.index)] = Tenant(
            slot: slot, link: link, listener: listener, unread: unread,
            isHandshaking: link.isHandshaking, interest: .read)
        do throws(SystemFault) {
            try poller.add(link.descriptor, token: slot.rawValue, interest: .read)
        } catch {
            remove(slot)
            return
        }
        if !unread.isEmpty {
            feedUnread(slot)
            carryOutEffects()
        }
        // Bytes that TLS has decrypted already make no event.
        if link.hasPendingBytes { receive(on: slot) }
    }
}
