/// What happens to a client's connection.
public enum ConnectionEvent: Hashable, Sendable {
    /// The broker accepted the client: the first time or again.
    case connected(ServerGreeting)
    /// The connection is gone; the policy says whether the client returns.
    case connectionLost(MQTTClientError)
    /// The client waits, then makes that attempt, counted from 1.
    case reconnecting(attempt: Int, after: Duration)
    /// An attempt failed; another follows unless `.closed` does.
    case reconnectFailed(attempt: Int, MQTTClientError)
    /// The client is disconnected for good; nil after `disconnect()`.
    case closed(MQTTClientError?)
}
