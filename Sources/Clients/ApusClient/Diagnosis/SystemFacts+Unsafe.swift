#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What the system knows that explanations need.
enum SystemFacts {
    /// Seconds since 1970.
    static var now: Int64 {
        var time = timespec()
        // Proof: the pointer is to a variable that outlives the call.
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec)
    }

    /// The user as whom this program runs; the number where it has no name.
    static var user: String {
        let number = geteuid()
        // Proof: the entry and its name are copied before anybody asks again.
        guard let entry = unsafe getpwuid(number), let name = unsafe entry.pointee.pw_name else {
            return "\(number)"
        }
        return unsafe String(cString: name)
    }
}
