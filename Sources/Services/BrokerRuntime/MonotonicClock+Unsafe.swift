package import BrokerCore
import Glibc

/// The system's monotonic clock.
package enum MonotonicClock {
    /// Nanoseconds since the machine started.
    package static func now() -> MonotonicTime {
        var time = timespec()
        // Proof: the call fills the struct that it is given.
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(
            nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }
}
