/// What the owner of the sockets must do for the shard, in this order.
package enum ConnectionEffect: Sendable {
    /// Find out who this is and answer with ``Shard/conclude(_:on:now:)``; no packet is read
    /// before.
    case authenticate(ConnectionSlot, AuthenticationRequest)
    /// The client's next data of an exchange whose last verdict was `.continued`; answered with
    /// ``Shard/conclude(_:on:now:)`` too.
    case continueAuthentication(ConnectionSlot, data: [UInt8]?)
    /// The client's session lives on another shard: hand over the socket and every byte that was
    /// not consumed, and what ``Shard/takeAccepted(on:)`` answers, then release the slot.
    case move(ConnectionSlot, toShard: Int)
    /// Send what waits as far as the socket takes it, close, then release the slot.
    case close(ConnectionSlot)
    /// Read no more until told: a queue that this client feeds is full.
    case pauseReading(ConnectionSlot)
    /// Read on, beginning with a call with the bytes that were not consumed, also when there are
    /// none. Reading may not have been paused.
    case resumeReading(ConnectionSlot)
}

/// What CONNECT, or the AUTH that begins a re-authentication, says of the client's identity.
package struct AuthenticationRequest: Sendable {
    /// The listener, as a place in ``BrokerSettings/listeners``.
    package let listener: Int
    package let clientID: String
    package let userName: String?
    package let password: [UInt8]?
    /// The beginning of an exchange in steps; name and password do not count then.
    package let exchange: AuthenticationExchange?

    /// The first data of enhanced authentication (MQTT 5 section 4.12).
    package struct AuthenticationExchange: Sendable {
        package let method: String
        package let data: [UInt8]?
    }
}

/// The answer to an ``AuthenticationRequest``.
package enum AuthenticationVerdict: Sendable {
    /// The client may connect, under this name if it has one; `data` is the last word of an
    /// exchange in steps.
    case accepted(userName: String?, data: [UInt8]? = nil)
    /// AUTH with this data; the client's answer decides.
    case continued(data: [UInt8])
    /// CONNACK with bad authentication method.
    case unknownMethod
    /// CONNACK with a bad user name or password.
    case badUserNameOrPassword
    /// CONNACK with not authorized.
    case notAuthorized
    /// CONNACK with not authorized: its certificate was good in the handshake and is no longer.
    case lapsed(Lapse)
    /// CONNACK with not authorized: the same certificate is connected under that client identifier.
    case certificateInUse(clientID: String)
}
