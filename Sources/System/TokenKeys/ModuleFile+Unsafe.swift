#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

extension ModuleFile {
    /// Whether something has this path.
    static func exists(_ path: String) -> Bool {
        // Proof: Swift lends the path, ended with zero, for the call.
        unsafe access(path, F_OK) == 0
    }

    /// A variable of the process's environment.
    static func variable(_ name: String) -> String? {
        // Proof: the text, ended with zero, is copied at once; nobody here changes the environment.
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}
