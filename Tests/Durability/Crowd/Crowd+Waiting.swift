import NIOCore

/// Tests await what happens to a crowd.
extension Crowd {
    /// Who has been silent for that long says nothing more.
    static let patience = TimeAmount.seconds(60)

    /// Returns when the condition holds.
    /// - Throws: ``CrowdFailure`` when nothing comes any more and it still does not hold.
    func reach(
        _ wish: String, patience: TimeAmount = Crowd.patience, _ condition: @escaping Condition
    ) async throws {
        if condition(self) { return }
        waiterCount += 1
        let number = waiterCount
        let arrivals = arrivals
        try await withCheckedThrowingContinuation { continuation in
            waiters[number] = Waiter(
                wish: wish, condition: condition, continuation: continuation, patience: patience,
                arrivals: arrivals)
            lookAfter(number, in: patience)
        }
    }

    /// Lets go whoever has waited for what is true now.
    func wakeWaiters() {
        for (number, waiter) in waiters where waiter.condition(self) {
            waiters[number] = nil
            waiter.continuation.resume()
        }
    }

    private func lookAfter(_ number: Int, in patience: TimeAmount) {
        loop.scheduleTask(in: patience) { self.assumeIsolated { $0.look(number) } }
    }

    private func look(_ number: Int) {
        guard var waiter = waiters[number] else { return }
        waiter.looksLeft -= 1
        if waiter.arrivals == arrivals || waiter.looksLeft == 0 {
            waiters[number] = nil
            waiter.continuation.resume(throwing: CrowdFailure("\(waiter.wish) did not come"))
        } else {
            waiter.arrivals = arrivals
            waiters[number] = waiter
            lookAfter(number, in: waiter.patience)
        }
    }
}
