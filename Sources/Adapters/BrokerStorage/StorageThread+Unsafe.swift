import CLinux
import Glibc

/// The thread of its own that writes, and which can be waited for.
final class StorageThread: Sendable {
    private final class Body {
        let run: () -> Void
        init(run: @escaping () -> Void) { self.run = run }
    }

    private let thread: pthread_t

    /// Starts a thread that runs `run`.
    /// - Throws: `EAGAIN` and the like when the system has no thread left.
    init(_ run: @escaping @Sendable () -> Void) throws(SystemError) {
        var started = pthread_t()
        // Proof: the box is retained for the thread, which takes that reference over and drops it.
        let body = unsafe Unmanaged.passRetained(
            Body {
                // Proof: Swift lends the name, ended with zero, for the call.
                _ = unsafe clinux_name_thread("apus-storage")
                run()
            })
        let code = unsafe pthread_create(
            &started, nil,
            { argument in
                if let argument = unsafe argument {
                    unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            }, body.toOpaque())
        if code != 0 {
            unsafe body.release()
            throw SystemError(operation: "start a thread", code: code)
        }
        thread = started
    }

    /// Waits until the thread has ended; to be called once.
    func join() { pthread_join(thread, nil) }
}
