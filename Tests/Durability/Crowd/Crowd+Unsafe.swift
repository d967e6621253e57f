import NIOCore

extension Crowd {
    /// The crowd lives on its event loop.
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        // Proof: the loop belongs to a group that lives as long as the process.
        unsafe loop.executor.asUnownedSerialExecutor()
    }
}
