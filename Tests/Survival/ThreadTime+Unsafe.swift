import Glibc

/// The time that the current thread spent on a processor: other tests do not count.
enum ThreadTime {
    /// Since the thread began.
    static var used: Duration {
        var time = timespec()
        // Proof: the call writes the one timespec that it is lent.
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
