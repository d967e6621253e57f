import CLinux
import Glibc

/// Wakes the storage thread (eventfd). Rings that nobody has heard yet count as one.
final class Bell: Sendable {
    private let descriptor: Int32

    /// Opens an eventfd.
    init() throws(SystemError) {
        descriptor = clinux_eventfd_create()
        if descriptor < 0 { throw SystemError(operation: "eventfd", code: -descriptor) }
    }

    deinit { _ = close(descriptor) }

    /// Wakes the waiting thread, or the next one to wait; safe from any thread.
    func ring() {
        let result = clinux_eventfd_signal(descriptor)
        precondition(result >= 0, "an eventfd that is open takes every signal")
    }

    /// Waits for a ring, at most that long; nil for ever.
    func wait(milliseconds: Int32?) {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // Proof: one whole entry on our stack, which the call fills in. A signal counts as a ring.
        _ = unsafe poll(&entry, 1, milliseconds ?? -1)
        let result = clinux_eventfd_drain(descriptor)
        precondition(result >= 0, "an eventfd that is open can be read")
    }
}
