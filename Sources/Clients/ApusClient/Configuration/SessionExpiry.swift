/// How long the broker keeps subscriptions and messages for a client that is away.
public enum SessionExpiry: Hashable, Sendable {
    /// The session ends with the connection.
    case atDisconnect
    /// The session ends that long after the connection, in whole seconds (MQTT 5).
    case after(Duration)
    /// The session does not end; before MQTT 5 the only alternative to `.atDisconnect`.
    case never

    /// Seconds as the wire has them; nil leaves the property out.
    var wireSeconds: UInt32? {
        switch self {
        case .atDisconnect: nil
        case .after(let duration): duration.wholeSeconds
        case .never: .max
        }
    }
}
