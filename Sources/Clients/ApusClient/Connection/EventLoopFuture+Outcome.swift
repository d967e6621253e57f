internal import NIOCore

extension EventLoopFuture {
    /// The result of a future that is never failed, only kept with a result.
    func outcome<Success: Sendable>() async -> Result<Success, MQTTClientError>
    where Value == Result<Success, MQTTClientError> {
        do {
            return try await get()
        } catch {
            return .failure(.disconnected)  // the loop shut down under the promise
        }
    }
}
