/// What happens when an established connection is lost.
public enum ReconnectPolicy: Hashable, Sendable {
    /// The client stays disconnected; everything that waits fails.
    case never
    /// The client connects again, waiting before each attempt.
    ///
    /// The delay doubles from `initial` to `maximum`; a random half of it is taken off, so that
    /// many clients of one broker do not return at the same moment.
    case exponential(initial: Duration, maximum: Duration, attemptsMax: Int?)

    /// From half a second to half a minute, without end.
    public static let standard = ReconnectPolicy.exponential(
        initial: .milliseconds(500), maximum: .seconds(30), attemptsMax: nil)

    /// The delay before attempt number `attempt`, counted from 1; nil gives up.
    /// - Parameter jitter: between 0 (longest) and 1 (half of it).
    package func delay(beforeAttempt attempt: Int, jitter: Double) -> Duration? {
        guard case .exponential(let initial, let maximum, let attemptsMax) = self else {
            return nil
        }
        if let attemptsMax, attempt > attemptsMax { return nil }
        let doublings = min(max(attempt - 1, 0), 30)
        let longest = min(initial * (1 << doublings), maximum)
        return longest * (1 - jitter / 2)
    }
}
