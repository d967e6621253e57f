import MQTTPackets

/// Clients that were let in and are entitled no longer.
extension Shard {
    /// Who is connected there; nil before CONNACK and after the end.
    package func client(at slot: ConnectionSlot) -> EstablishedClient? {
        guard let connection = connection(at: slot), let session = connection.session else {
            return nil
        }
        return EstablishedClient(
            listener: connection.listener, clientID: session.clientID, userName: session.userName,
            method: connection.enhancedAuthentication?.method)
    }

    /// Ends the connection of a client that is entitled no longer, telling it why; its will is
    /// published.
    package func end(_ slot: ConnectionSlot, _ lapse: Lapse, now: MonotonicTime) {
        self.now = now
        guard let connection = connection(at: slot) else { return }
        touchesJournal = false
        end(
            connection, .lapsed(lapse),
            reasonCode: lapse.isAboutCertificate ? .administrativeAction : .notAuthorized)
    }
}
