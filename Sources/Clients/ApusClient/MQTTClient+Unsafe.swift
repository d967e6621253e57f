internal import NIOCore

/// Where the client runs.
extension MQTTClient {
    /// The loop of the connection: what the channel reports needs no hop.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        // Proof: the client holds its loop, and the singleton group's loops never end.
        unsafe eventLoop.executor.asUnownedSerialExecutor()
    }
}
