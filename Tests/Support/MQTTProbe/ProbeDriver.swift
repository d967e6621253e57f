/// How a dialogue reaches the broker.
package enum ProbeDriver: String, CaseIterable, Sendable {
    /// Straight into the shards, without sockets or clock.
    case shard
    case tcp
    case tls

    /// The drivers under which a test may let time pass.
    package static let timed: [ProbeDriver] = [.shard]
}
