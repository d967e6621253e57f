import Synchronization

/// The gateway's queue between the task that fills it and the one that empties it.
final class GatewayOutbox: Sendable {
    /// One element whenever frames may have come; ends with the readings.
    let wakes: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation
    private let queue: Mutex<GatewayQueue>

    init(_ queue: consuming GatewayQueue) {
        self.queue = Mutex(queue)
        (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func put(_ frame: GatewayFrame) -> GatewayQueue.Placement {
        let placement = queue.withLock { $0.put(frame) }
        waker.yield()
        return placement
    }

    func next(now: Duration) -> (step: GatewayQueue.Step, waiting: Int) {
        queue.withLock { ($0.next(now: now), $0.count) }
    }

    /// No more frames come.
    func finish() { waker.finish() }
}
