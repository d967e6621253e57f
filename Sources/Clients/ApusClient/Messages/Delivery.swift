internal import NIOCore

/// A message that has its place in the order of sending, and whose end can be awaited.
public struct Delivery: Sendable {
    private let promise: EventLoopPromise<Result<ReasonCode, MQTTClientError>>

    /// A delivery that ends when the promise is kept.
    init(_ promise: EventLoopPromise<Result<ReasonCode, MQTTClientError>>) {
        self.promise = promise
    }

    /// The broker's last word on the message; QoS 0 succeeds when it is written.
    ///
    /// Cancelling the task ends the waiting, not the delivery.
    public func completion() async throws(MQTTClientError) -> ReasonCode {
        let promise = promise
        let result = await withTaskCancellationHandler {
            await promise.futureResult.outcome()
        } onCancel: {
            promise.succeed(.failure(.cancelled))
        }
        return try result.get()
    }
}
