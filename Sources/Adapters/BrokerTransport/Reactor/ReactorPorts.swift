package import BrokerCore

/// What a reactor asks of the floor above. Both are called on the reactor's thread.
package struct ReactorPorts: Sendable {
    /// Finds out who a client is, or begins to.
    package let authenticate:
        @Sendable (AuthenticationRequest, PeerIdentity) -> AuthenticationOutcome
    /// Sees what happened in one tick, in order.
    package let observe: @Sendable ([TransportEvent]) -> Void

    /// Both questions, answered by the caller.
    package init(
        authenticate:
            @escaping @Sendable (AuthenticationRequest, PeerIdentity) -> AuthenticationOutcome,
        observe: @escaping @Sendable ([TransportEvent]) -> Void
    ) {
        self.authenticate = authenticate
        self.observe = observe
    }
}
