/// When to ping, and when silence means that the connection is dead (MQTT 5 section 3.1.2.10).
package struct KeepAlive {
    /// What is due.
    package enum Verdict: Equatable {
        /// Nothing before that moment.
        case wait(until: ContinuousClock.Instant)
        case ping
        /// The broker did not answer the last ping in time.
        case dead
    }

    /// Shorter than Keep Alive: the ping is to be out before that has passed `[MQTT-3.1.2-20]`.
    private let interval: Duration
    private let timeout: Duration
    private var lastSent: ContinuousClock.Instant
    private var pingDeadline: ContinuousClock.Instant?

    /// Starts to count at `now`; `interval` must be positive.
    package init(interval: Duration, timeout: Duration, now: ContinuousClock.Instant) {
        self.interval = interval - min(interval / 10, .seconds(1))
        self.timeout = timeout
        lastSent = now
    }

    /// A packet went out: the broker has its sign of life.
    package mutating func sent(now: ContinuousClock.Instant) { lastSent = now }

    /// PINGRESP came, or reading is paused and no answer can be seen.
    package mutating func forgetPing() { pingDeadline = nil }

    /// What is due at `now`; after `.ping` the caller sends PINGREQ.
    package mutating func check(now: ContinuousClock.Instant) -> Verdict {
        if let pingDeadline {
            return now >= pingDeadline ? .dead : .wait(until: pingDeadline)
        }
        let next = lastSent.advanced(by: interval)
        if now < next { return .wait(until: next) }
        lastSent = now
        pingDeadline = now.advanced(by: timeout)
        return .ping
    }
}
