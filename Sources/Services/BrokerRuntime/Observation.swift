import BrokerCore
import BrokerTransport

/// Turns what reactors see into log lines.
struct Observation: Sendable {
    let log: BrokerLog
    /// The listeners of the settings, and the bound port of each.
    let listeners: [ListenerSettings]
    let ports: [UInt16?]
    let logsConnections: Bool
    let refusals: Refusals
    let observer: (@Sendable ([TransportEvent]) -> Void)?

    /// Where reactors bring what they see; nil when nobody wants to know.
    var port: (@Sendable ([TransportEvent]) -> Void)? {
        if observer == nil, log.types.isEmpty { return nil }
        return { events in take(events) }
    }

    private func take(_ events: [TransportEvent]) {
        observer?(events)
        var lines = refusals.summaries()
        var failed: PeerAddress?
        for event in events {
            if let peer = failed, event.isEnd(of: peer) { continue }  // all is said
            append(event, to: &lines)
            if case .linkFailed(let peer, _) = event { failed = peer.address }
        }
        log.write(lines)
    }

    private func append(_ event: TransportEvent, to lines: inout [(type: LogTypes, text: String)]) {
        switch event {
        case .accepted(let peer, let listener):
            guard logsConnections, log.types.contains(.notice) else { return }
            lines.append((.notice, "New connection from \(peer) on \(place(listener))."))
        case .negotiated(let peer, let version, let cipher):
            lines.append((.debug, "Connection from \(peer) negotiated \(version) cipher \(cipher)"))
        case .linkFailed(let peer, let fault):
            guard log.types.contains(.notice) else { return }
            if let line = refusals.line(for: fault, of: peer) { lines.append((.notice, line)) }
        case .trustChanged(.renewed(let path), let listener):
            lines.append(
                (.notice, "The revocation list \"\(path)\" of \(place(listener)) was renewed."))
        case .trustChanged(.kept(let fault), let listener):
            lines.append(
                (.error, "Error: \(fault) The old list counts on for \(place(listener)).")
            )
        case .lapsed(let lapsed):
            lines.append(
                (.notice, LapseText.line(lapsed, listener: listeners[lapsed.client.listener])))
        case .certificateInUse(let peer, let clientID, let other):
            let line = refusals.line(of: peer, clientID: clientID, verb: "refused") {
                IdentityText.certificateInUse(by: other)
            }
            if let line { lines.append((.notice, line)) }
        case .tooManyConnections(let peer, let listener, let max):
            lines.append(
                (
                    .notice,
                    "Client connection from \(peer) denied: \(max) connections are open on "
                        + "\(place(listener)) or the whole broker, the limit; raise "
                        + "max_connections or global_max_connections."
                ))
        case .tooManyAwaitingConnect(let peer, let listener, let max):
            lines.append(
                (
                    .notice,
                    "Client connection from \(peer) denied: \(max) connections from this address "
                        + "to \(place(listener)) have not sent CONNECT yet, a fifth of the limit, "
                        + "which is one address's share; raise max_connections or "
                        + "global_max_connections if these are honest clients."
                ))
        case .descriptorsExhausted:
            lines.append(
                (
                    .error,
                    "Error: no file descriptor is left; new connections wait until one closes. "
                        + "Raise the limit (ulimit -n, LimitNOFILE)."
                ))
        case .broker(.refused(_, let clientID, let reason), let peer):
            guard log.types.contains(.notice), let text = RefusalText.line(reason),
                let line = refusals.line(of: peer, clientID: clientID, verb: "refused", { text })
            else { return }
            lines.append((.notice, line))
        case .broker(let event, let peer):
            if !logsConnections, event.isAboutConnection { return }
            if log.types.isDisjoint(with: event.lineTypes) { return }
            guard let line = LogText.line(for: event, peer: peer.map { "\($0.address)" }) else {
                return
            }
            lines.append(line)
            lines += LogText.moreLines(for: event)
        }
    }

    private func place(_ listener: Int) -> String {
        ports[listener].map { "port \($0)" } ?? "a Unix socket"
    }
}

extension BrokerEvent {
    /// Whether `connection_messages false` hides it.
    fileprivate var isAboutConnection: Bool {
        switch self {
        case .connected, .ended(_, _, .disconnected), .ended(_, _, .connectionLost): true
        default: false
        }
    }
}

extension TransportEvent {
    /// Whether it tells that a connection of the address, which never came to CONNECT, is over.
    fileprivate func isEnd(of address: PeerAddress) -> Bool {
        guard case .broker(.ended(_, nil, .connectionLost), let peer?) = self else { return false }
        return peer.address == address
    }
}
