import Glibc

/// How many descriptors this process, and the programs it starts, may have open.
enum DescriptorLimit {
    /// Allows as many as the system permits: tests open a thousand sockets and more.
    static func raise() {
        var limit = rlimit()
        // Proof: each call reads or writes the one rlimit that it is lent.
        _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
