internal import Foundation
internal import Synchronization

/// The signals that a child process is born with.
enum SignalMask {
    /// One start at a time: a child started meanwhile would inherit the descriptors by which
    /// Foundation learns of this one's end, and hold them until its own.
    private static let starting = Mutex(())

    /// Runs `body`, which starts a process, without blocked signals.
    ///
    /// Worker threads block signals and children inherit that: SIGTERM would not reach them.
    static func cleared(_ body: () throws -> Void) rethrows {
        try starting.withLock { _ in
            var none = sigset_t()
            var previous = sigset_t()
            // Proof: both sets are local and outlive the calls.
            _ = unsafe sigemptyset(&none)
            _ = unsafe pthread_sigmask(SIG_SETMASK, &none, &previous)
            defer { _ = unsafe pthread_sigmask(SIG_SETMASK, &previous, nil) }
            try body()
        }
    }

    /// Runs `body` while no process is started, which would share what `body` has open until it is
    /// another program.
    static func alone<Value>(_ body: () throws -> Value) rethrows -> Value {
        try starting.withLock { _ in try body() }
    }
}
