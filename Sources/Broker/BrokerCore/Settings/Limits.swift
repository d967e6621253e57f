/// Every bound on what a peer can make the broker hold or wait for.
package struct Limits: Equatable, Sendable {
    /// The longest packet read from or sent to a client, fixed header included.
    package var packetBytesMax = 2_000_000

    /// The longest packet read before CONNECT was accepted; nothing larger is allocated by a claim.
    package var packetBytesMaxBeforeAuthentication = 65_536

    /// The longest payload a client may publish; nil leaves that to `packetBytesMax`.
    package var payloadBytesMax: Int?

    /// The time from the accepted socket (or finished handshake) to a whole CONNECT.
    package var connectDeadline: Duration = .seconds(5)

    /// The time from the accepted socket to the finished TLS handshake.
    package var tlsHandshakeDeadline: Duration = .seconds(10)

    /// The longest keep-alive granted, nil for any; a v5 client that asks for more or for none is
    /// told, an older one refused.
    package var keepAliveSecondsMax: UInt16?

    /// QoS 1 and 2 messages that a client may have under way to us on one connection, announced to
    /// v5; of an older client, who is not told, only QoS 2 counts.
    package var receiveMaximum: UInt16 = 20

    /// Unacknowledged QoS 1 and 2 messages under way to one client, unless it allows fewer itself.
    package var inflightMessagesMax: UInt16 = 65_535

    /// QoS 1 and 2 messages that wait for one session beyond those in flight; nil for no limit.
    package var queuedMessagesMax: Int? = 1_000

    /// How long a publisher that cannot be told otherwise waits for a full session before it is
    /// sent away.
    package var stallDeadline: Duration = .seconds(30)

    /// Bytes of payload that wait for one session; nil for no limit.
    package var queuedBytesMax: Int?

    /// Bytes written for one connection that its socket has not taken yet; also bytes of messages
    /// under way to one client that are kept until it acknowledges them.
    package var outboundBytesMax = 16 * 1024 * 1024

    /// Bytes of one shard that wait for the disk before whoever would add to them must wait too:
    /// publishers of QoS 1 and 2, clients that connect with a will or a session to be kept, and
    /// subscriptions of such sessions. What is under way already may go beyond it.
    package var journalBytesMax = 64 * 1024 * 1024

    /// Acknowledgements of one connection that wait for the disk before no more of it is read that
    /// would add to them.
    package var heldAcknowledgementsMax = 16_384

    /// Connections the whole broker holds at once; nil for no limit but the system's.
    package var connectionsMax: Int?

    /// Sessions, connected or kept, the whole broker holds; nil for no limit.
    package var sessionsMax: Int?

    /// The longest time a session outlives its connection, whatever was asked; nil for none.
    package var sessionExpiryMax: Duration?

    /// Subscriptions one session holds.
    package var subscriptionsPerSessionMax = 100_000

    /// Shared subscriptions one session holds: each costs every publisher a delivery of its own.
    package var sharedSubscriptionsPerSessionMax = 100

    /// Levels of a topic name or filter.
    package var topicLevelsMax = 200

    /// The longest client identifier.
    package var clientIDBytesMax = 65_535

    /// Retained messages the whole broker holds; nil for no limit.
    package var retainedMessagesMax: Int?

    /// The standard bounds.
    package init() {}
}
