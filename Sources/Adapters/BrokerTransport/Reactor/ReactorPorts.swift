package import BrokerCore

/// What a reactor asks of the floor above. All is called on the reactor's thread.
package struct ReactorPorts: Sendable {
    /// Finds out who a client is, or begins to.
    package let authenticate:
        @Sendable (AuthenticationRequest, PeerIdentity) -> AuthenticationOutcome
    /// Sees what happened in one tick, in order; nil when nobody wants to know.
    package let observe: (@Sendable ([TransportEvent]) -> Void)?
    /// Nil when nothing is kept.
    package let journal: JournalPort?

    /// All of them, answered by the caller.
    package init(
        authenticate:
            @escaping @Sendable (AuthenticationRequest, PeerIdentity) -> AuthenticationOutcome,
        observe: (@Sendable ([TransportEvent]) -> Void)?,
        journal: JournalPort?
    ) {
        self.authenticate = authenticate
        self.observe = observe
        self.journal = journal
    }
}
