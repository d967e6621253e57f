extension Session {
    /// Lends the connection to `body` without counting another reference to it; nil while the
    /// client is away. Neither may end meanwhile.
    @inline(__always)
    func lendConnection<Result>(_ body: (Connection) -> Result) -> Result? {
        guard let reference = unsafe connection.map({ unsafe Unmanaged.passUnretained($0) }) else {
            return nil
        }
        // Proof: the shard's table holds the connection until it is released, after the session
        // has let go of it.
        return unsafe reference._withUnsafeGuaranteedRef { body($0) }
    }
}
