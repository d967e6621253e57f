/// What the chain needs of its broker.
package struct ChainBroker: Hashable, Sendable {
    /// Plain MQTT, on the loopback address alone.
    package let port: Int
    /// Mutual TLS, on all addresses.
    package let tlsPort: Int
    package let authorityPath: String
    package let certificatePath: String
    package let keyPath: String
    /// Where it keeps sessions and messages.
    package let stateFolder: String

    /// Runs a broker: calls `whenReady` once it listens, and returns or throws when it ends. It
    /// must end when its task is cancelled.
    package typealias Start =
        @Sendable (_ broker: ChainBroker, _ whenReady: @escaping @Sendable () -> Void)
        async throws -> Void
}
