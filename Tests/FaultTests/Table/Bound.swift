import NIOCore
import NIOPosix

/// An end for what might wait for ever.
enum Bound {
    /// Runs the body, and cancels it after that time.
    static func within<Value: Sendable>(
        _ limit: TimeAmount, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let task = Task { try await body() }
        let end = MultiThreadedEventLoopGroup.singleton.next().scheduleTask(in: limit) {
            task.cancel()
        }
        defer { end.cancel() }
        return try await task.value
    }
}
