import BrokerTransport
import CLinux
import Glibc

/// A thread of its own for one reactor, which can be waited for.
final class ShardThread: Sendable {
    private final class Body {
        let run: () -> Void
        init(run: @escaping () -> Void) { self.run = run }
    }

    private let thread: pthread_t

    /// Starts a thread that makes its work with `make` and runs it: what lives on the thread is
    /// born there.
    /// - Throws: `EAGAIN` and the like when the system has no thread left.
    init(name: String, _ run: @escaping @Sendable () -> Void) throws(SystemFault) {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setstacksize(&attributes, 1 << 20)
        var started = pthread_t()
        // Proof: the box is retained for the thread, which takes that reference over and drops it.
        let body = unsafe Unmanaged.passRetained(
            Body {
                // Proof: Swift lends the name, ended with zero, for the call.
                _ = unsafe clinux_name_thread(name)
                run()
            })
        let code = unsafe pthread_create(
            &started, &attributes,
            { argument in
                if let argument = unsafe argument {
                    unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            }, body.toOpaque())
        if code != 0 {
            unsafe body.release()
            throw SystemFault(code: code)
        }
        thread = started
    }

    /// Waits until the thread has ended; to be called once.
    func join() { pthread_join(thread, nil) }
}
