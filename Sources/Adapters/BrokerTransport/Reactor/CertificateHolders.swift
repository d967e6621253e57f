import Synchronization

/// Which client identifier is connected with which certificate, over all shards: touched when such
/// a client connects and when it ends.
package final class CertificateHolders: Sendable {
    private struct Holding {
        let clientID: String
        /// More than one while a client takes its session over.
        var links: [ObjectIdentifier]
    }

    private let holdings = Mutex<[Fingerprint: Holding]>([:])

    /// Nobody is connected yet.
    package init() {}

    /// Connects the client with the certificate; nil when that worked, else who is connected with
    /// it already.
    func take(_ certificate: Fingerprint, for clientID: String, by link: Link) -> String? {
        let identity = ObjectIdentifier(link)
        return holdings.withLock { holdings in
            guard var holding = holdings[certificate] else {
                holdings[certificate] = Holding(clientID: clientID, links: [identity])
                return nil
            }
            if Array(holding.clientID.utf8) != Array(clientID.utf8) { return holding.clientID }
            if !holding.links.contains(identity) { holding.links.append(identity) }
            holdings[certificate] = holding
            return nil
        }
    }

    /// The connection has ended; one that holds nothing is no fault.
    func give(_ certificate: Fingerprint, by link: Link) {
        let identity = ObjectIdentifier(link)
        holdings.withLock { holdings in
            guard let holding = holdings[certificate] else { return }
            let left = holding.links.filter { $0 != identity }
            holdings[certificate] =
                left.isEmpty ? nil : Holding(clientID: holding.clientID, links: left)
        }
    }
}
