import BrokerCore
import Glibc

extension WallClock {
    /// Milliseconds since 1970.
    static func millisecondsNow() -> Int64 {
        var time = timespec()
        // Proof: a whole `timespec` on our stack, filled in during the call.
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
