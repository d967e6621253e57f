/// What the owner of the sockets must do for the shard, in this order.
package enum ConnectionEffect: Sendable {
    /// Find out who this is and answer with ``Shard/conclude(_:on:now:)``; no packet is read
    /// before.
    case authenticate(ConnectionSlot, AuthenticationRequest)
    /// The client's session lives on another shard: hand over the socket and every byte that was
    /// not consumed, then release the slot.
    case move(ConnectionSlot, toShard: Int)
    /// Send what waits as far as the socket takes it, close, then release the slot.
    case close(ConnectionSlot)
    /// Read no more until told: a queue that this client feeds is full.
    case pauseReading(ConnectionSlot)
    /// Read on, beginning with the bytes that were not consumed.
    case resumeReading(ConnectionSlot)
}

/// What CONNECT says of the client's identity.
package struct AuthenticationRequest: Sendable {
    /// The listener, as a place in ``BrokerSettings/listeners``.
    package let listener: Int
    package let clientID: String
    package let userName: String?
    package let password: [UInt8]?
}

/// The answer to an ``AuthenticationRequest``.
package enum AuthenticationVerdict: Sendable {
    /// The client may connect, under this name if it has one.
    case accepted(userName: String?)
    /// CONNACK with a bad user name or password.
    case badUserNameOrPassword
    /// CONNACK with not authorized.
    case notAuthorized
}
