/// A bound socket, and which listener of the settings it belongs to.
package struct ListenPoint: Sendable {
    package let socket: ListenSocket
    /// Nil for plain text.
    package let tls: TLSListener?
    /// The listener, as a place in the settings: one listener may have several sockets.
    package let settingsPlace: Int
    /// The limits that its connections count against: the listener's and the broker's.
    package let counts: [ConnectionCount]

    /// A socket of the listener in that place.
    package init(
        socket: ListenSocket, tls: TLSListener?, settingsPlace: Int, counts: [ConnectionCount]
    ) {
        self.socket = socket
        self.tls = tls
        self.settingsPlace = settingsPlace
        self.counts = counts
    }

    /// Takes a place of every limit; nil when that worked, else why not.
    func takePlace(for peer: PeerAddress) -> ConnectionCount.Refusal? {
        for (taken, count) in counts.enumerated() {
            guard let refusal = count.take(for: peer) else { continue }
            for earlier in counts[..<taken] {
                earlier.give()
                earlier.endAwaiting(of: peer)
            }
            return refusal
        }
        return nil
    }
}
