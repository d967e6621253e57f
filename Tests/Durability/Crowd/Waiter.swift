import NIOCore

/// Somebody who waits until something is true of a crowd.
struct Waiter {
    let wish: String
    let condition: Crowd.Condition
    let continuation: CheckedContinuation<Void, any Error>
    let patience: TimeAmount
    /// What had come when the waiter was looked after last.
    var arrivals: Int
    /// How often the waiter is looked after before it gives up though things come.
    var looksLeft = 10
}
