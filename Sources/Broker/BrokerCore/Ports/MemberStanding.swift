/// What other shards know of a session that takes part in shared subscriptions.
package struct MemberStanding: Hashable, Sendable {
    /// How much waits for the session.
    package enum Load: Hashable, Sendable {
        case ready
        /// It takes messages more slowly than they come.
        case busy
        /// Its queue is at the limit.
        case full
    }

    package let isConnected: Bool
    package let load: Load

    /// Before anything was told.
    static let atFirst = MemberStanding(isConnected: true, load: .ready)
}
