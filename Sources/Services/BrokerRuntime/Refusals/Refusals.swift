import BrokerCore
import BrokerTransport
import FaultCatalogue
import Synchronization

/// Tells the log why clients do not get in: one line each, to each address so often and no more.
final class Refusals: Sendable {
    private let listeners: [ListenerSettings]
    private let clock: @Sendable () -> MonotonicTime
    private let unixTime: @Sendable () -> Int64
    private let rate = Mutex(RefusalRate())

    init(
        listeners: [ListenerSettings], clock: @escaping @Sendable () -> MonotonicTime,
        unixTime: @escaping @Sendable () -> Int64 = UnixTime.now
    ) {
        self.listeners = listeners
        self.clock = clock
        self.unixTime = unixTime
    }

    /// Why TLS failed; nil when the address has had its share of lines.
    func line(for fault: LinkFault, of peer: PeerAccount, clientID: String? = nil) -> String? {
        line(of: peer, clientID: clientID, verb: "refused") { explained(fault, peer) }
    }

    /// A line of somebody who is not let in; nil when the address has had its share of lines.
    /// - Parameter verb: `refused`, or what mosquitto says in its place.
    func line(
        of peer: PeerAccount?, clientID: String?, verb: String, _ text: () -> String
    ) -> String? {
        if let peer, !admits(peer.address) { return nil }
        return PeerText.oneLine("Client \(PeerText.who(clientID, peer)) \(verb): \(text())")
    }

    /// What was not explained since the last time this was asked.
    /// - Parameter isLast: whether nobody will ask again.
    func summaries(isLast: Bool = false) -> [(type: LogTypes, text: String)] {
        let now = clock()
        let summaries = rate.withLock { $0.summaries(at: now, isLast: isLast) }
        return summaries.map { summary in
            let origin = summary.address ?? "further addresses"
            return (
                .notice,
                "...and \(summary.count) more of these from \(origin) in the last "
                    + "\(summary.seconds) s."
            )
        }
    }

    private func admits(_ address: PeerAddress) -> Bool {
        let now = clock()
        return rate.withLock { $0.admits(address.text, at: now) }
    }

    private func explained(_ fault: LinkFault, _ peer: PeerAccount) -> String {
        guard let details = peer.details, let settings = listeners[details.listener].tls
        else { return "\(fault)" }
        return HandshakeCase(
            fault: fault, peer: peer, details: details, settings: settings,
            place: StartText.place(of: listeners[details.listener], port: nil),
            keyKind: details.context.keyKind,
            shown: PeerText.facts(details.context.shownCertificates),
            trusted: PeerText.facts(details.context.trustedCertificates), now: unixTime()
        ).finding.line
    }
}
