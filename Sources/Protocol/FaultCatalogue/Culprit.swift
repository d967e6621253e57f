/// Who has to act so that a fault goes away.
package enum Culprit: String, CaseIterable, Hashable, Sendable {
    /// The program that connects, its options and its files.
    case client
    /// The program that is connected to, its configuration and its files.
    case broker
    /// Whoever issued the certificates.
    case authority
    /// Whoever sets a clock.
    case clock
    /// What lies between the two, names and addresses included.
    case network
}
