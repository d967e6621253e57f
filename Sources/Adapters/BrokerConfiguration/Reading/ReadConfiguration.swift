package import BrokerCore

/// A configuration that can be used, and what the operator should still know about it.
package struct ReadConfiguration: Equatable, Sendable {
    /// What was read.
    package let settings: BrokerSettings

    /// Problems that do not keep the broker from starting, in the file's order.
    package let warnings: [ConfigurationProblem]
}
