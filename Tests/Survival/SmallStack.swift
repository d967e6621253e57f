import Foundation

/// A thread with so little stack that recursion over what a peer sends would end the process.
enum SmallStack {
    private static let byteCount = 256 * 1_024

    /// What `body` answers on such a thread.
    static func run<Answer: Sendable>(_ body: @escaping @Sendable () -> Answer) async -> Answer {
        await withCheckedContinuation { continuation in
            let thread = Thread { continuation.resume(returning: body()) }
            thread.stackSize = byteCount
            thread.start()
        }
    }
}
